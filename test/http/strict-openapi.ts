// The strictest ruleset of a public linter, held against a document.
import assert from 'node:assert/strict';
import { createConfig, lintFromString } from '@redocly/openapi-core';

/** Fails unless it is OpenAPI 3.1 without a remark, and would not be if it lacked its answers. */
export async function assertStrictOpenApi(source: string): Promise<void> {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const lint = (text: string) => lintFromString({ source: text, absoluteRef: 'openapi.json', config });
  const remarks = (await lint(source)).map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]);
  assert.deepEqual(remarks, []);
  assert.equal(JSON.parse(source).openapi, '3.1.0');
  const spoilt = source.replaceAll('"responses":', '"answers":');
  assert.notEqual((await lint(spoilt)).length, 0, 'the linter sees what is wrong');
}
