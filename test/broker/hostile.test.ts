// Bad input to the broker API by somebody whom it knows: a token with every scope, generated from the hub's own document and
// sent as raw bytes. The law: it is always answered with a problem that the document names for the call, never with a 5xx;
// nothing of the account changes; and the hub goes on.
import assert from 'node:assert/strict';
import { METHODS } from 'node:http';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import {
  badBody,
  badMediaType,
  badMethod,
  badPath,
  type Good,
  type Operation,
  oddQuery,
  operationsOf,
} from '../http/hostile.ts';
import { type Code, statusOfCode, wholeProblem } from '../http/problems.ts';
import { bytesOf, exchange, type RawAnswer, type RawRequest } from '../http/raw-socket.ts';
import { scriptWith } from '../support/broker.ts';
import { startTestHub, type TestHub } from '../support/hub.ts';
import { makeAccountWithEverything } from './authorisation/belongings.ts';
import { cases } from './authorisation/cases.ts';
import { changedSince, snapshotOf } from './authorisation/snapshot.ts';

/** Per operation and kind of attack. */
const runs = 25;

let hub: TestHub;
let operations: Operation[];
let good: (operation: Operation) => Good;
let accountId: string;
let snapshot: Map<string, string>;
let sent = 0;

before(async () => {
  hub = await startTestHub({ logLevel: 'error' });
  const { body } = await hub.call<{ paths: Parameters<typeof operationsOf>[0] }>('GET', '/openapi.json');
  operations = operationsOf(body.paths).filter(({ path }) => path.startsWith('/api/v1'));
  assert.ok(operations.length > 40, `only ${operations.length} operations were found`);
  const account = await makeAccountWithEverything(hub, 'Attacked');
  ({ accountId } = account);
  const { token } = await scriptWith(hub, { accountId: account.accountId, scopes: ['read', 'trade', 'manage'] });
  good = (operation) => {
    const call = cases[operation.operationId]?.call ?? assert.fail(`${operation.operationId} has no case`);
    const { params = {}, body } = call(account.has);
    return { operation, params, key: token, body: body ? (body as Record<string, unknown>) : null };
  };
  snapshot = await snapshotOf(hub.pool, accountId);
});
after(() => hub.close());

/** What a token opens: the others turn it away before they look at what it brings. */
const opened = (): Operation[] =>
  operations.filter(({ operationId }) => !/people|anyone/.test(cases[operationId]?.admits ?? 'anyone'));
const withBodies = (): Operation[] => opened().filter(({ body }) => body !== null);
/** A stream does not end by itself. */
const withQueries = (): Operation[] =>
  opened().filter(({ queryNames, operationId }) => queryNames.length > 0 && operationId !== 'readStream');

type Check = (answer: RawAnswer, operation: Operation, request: RawRequest) => void;

/** Sends what `hostile` makes of each operation, and judges the answers. */
async function attack(
  on: readonly Operation[],
  hostile: (good: Good) => fc.Arbitrary<RawRequest>,
  check: Check,
): Promise<void> {
  assert.ok(on.length > 5, `only ${on.length} operations are attacked`);
  for (const operation of on) {
    const property = fc.asyncProperty(hostile(good(operation)), async (request) => {
      sent += 1;
      const answer = await exchange(hub.url, bytesOf(request));
      assert.ok(answer, 'there is an answer');
      assert.ok(answer.status < 500, `${operation.operationId}: ${JSON.stringify(answer.body)}`);
      check(answer, operation, request);
    });
    await fc.assert(property, { numRuns: runs });
  }
  assert.deepEqual(await changedSince(hub.pool, accountId as never, snapshot), [], 'nothing has changed');
}

function codeOf(answer: RawAnswer): Code {
  const code = wholeProblem(answer).code as Code;
  assert.equal(answer.status, statusOfCode[code], `${code} has its status`);
  return code;
}

const oneOf =
  (...codes: Code[]): Check =>
  (answer, operation) => {
    const code = codeOf(answer);
    assert.ok(codes.includes(code), `${operation.operationId}: ${code}, not ${codes.join(' or ')}`);
    assert.ok(operation.statuses.includes(String(statusOfCode[code])), `${code} is in the document`);
  };

describe('hostile requests to the broker API', () => {
  it('are refused for their bodies', () => attack(withBodies(), badBody, oneOf('malformed', 'too_large')));

  it('are refused for their media types', () =>
    attack(withBodies(), badMediaType, oneOf('unsupported_media_type', 'malformed')));

  it('are refused for their methods', () => {
    const documented = ({ path }: Operation): string[] =>
      operations.filter((one) => one.path === path).map((one) => one.method);
    return attack(
      opened(),
      (one) => badMethod(one, documented(one.operation)),
      (answer, _operation, { method }) => {
        // Where one address could be read as another's with a name in it, the name is what is wrong.
        const codes: Code[] = METHODS.includes(method) ? ['method_not_allowed', 'malformed'] : ['malformed'];
        assert.ok(codes.includes(codeOf(answer)), method);
      },
    );
  });

  it('are refused for their addresses', () =>
    attack(
      opened(),
      (one) => badPath(one, `${one.operation.path.replace(/\{\w+\}/g, 'x')}/x`),
      (answer) => assert.ok((['malformed', 'not_found', 'method_not_allowed'] as Code[]).includes(codeOf(answer))),
    ));

  it('are answered, or told what is wrong with what they ask for', () =>
    attack(withQueries(), oddQuery, (answer, operation) => {
      if (answer.status >= 400) oneOf('malformed', 'not_found')(answer, operation, {} as RawRequest);
    }));
});

describe('the hub, after all of that', () => {
  it('had several hundred to bear, and is not troubled', async () => {
    assert.ok(sent > 500, `${sent} were sent`);
    const { body } = await hub.call<string>('GET', '/metrics');
    assert.equal(body.match(/^holdfast_troubles_total (\d+)$/m)?.[1], '0');
  });
});
