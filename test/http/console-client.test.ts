// The console's client calls nothing but what the hub publishes: every route that it declares is in the OpenAPI document.
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startTestHub, type TestHub } from '../support/hub.ts';

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
});
after(() => hub.close());

describe('the console’s client', () => {
  it('calls published routes alone, each by its published method', async () => {
    const route = '../../console/src/api/route.ts';
    const { declaredRoutes } = (await import(route)) as { declaredRoutes: { method: string; path: string }[] };
    for (const file of globSync('console/src/api/routes/*.ts')) await import(pathToFileURL(file).href);
    const { body } = await hub.call<{ paths: Record<string, Record<string, unknown>> }>('GET', '/openapi.json');
    assert.ok(declaredRoutes.length > 0);
    const strange = declaredRoutes.filter(({ method, path }) => !body.paths[path]?.[method.toLowerCase()]);
    assert.deepEqual(strange, []);
  });
});
