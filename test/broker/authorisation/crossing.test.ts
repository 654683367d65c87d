// Nothing crosses accounts: whoever names what another account has is told that there is no such thing, nothing of it changes,
// and no answer speaks of it. And what its own account is answered is what the document promises.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Check } from 'typebox/schema';
import type { Problem } from '../../http/problems.ts';
import { pageHeaders, scriptWith } from '../../support/broker.ts';
import { startTestHub, type TestHub } from '../../support/hub.ts';
import { type Account, type Belongings, makeAccountWithEverything } from './belongings.ts';
import { type Case, cases } from './cases.ts';
import { make, type Operation, readOperations } from './operations.ts';
import { changedSince, snapshotOf } from './snapshot.ts';

let hub: TestHub;
let victim: Account;
let other: Account;
let operations: Operation[];
/** Both ways in of the other account, each with all that it may have. */
let ways: { by: string; headers: Record<string, string> }[];

before(async () => {
  hub = await startTestHub();
  victim = await makeAccountWithEverything(hub, 'Victim');
  other = await makeAccountWithEverything(hub, 'Other');
  operations = await readOperations(hub);
  const { token } = await scriptWith(hub, { accountId: other.accountId });
  ways = [
    { by: 'an owner', headers: { ...pageHeaders(hub), cookie: other.owner.cookie } },
    { by: 'a token', headers: { authorization: `Bearer ${token}` } },
  ];
});
after(() => hub.close());

/** What of an account a call names. */
function namesIn({ call }: Case): (keyof Belongings)[] {
  const named: (keyof Belongings)[] = [];
  const watched = new Proxy({} as Belongings, {
    get: (_, name: string) => {
      named.push(name as keyof Belongings);
      return '';
    },
  });
  call(watched);
  return named;
}

function isOpenTo(by: string, { admits }: Case): boolean {
  return admits !== 'anyone' && !(by === 'a token' && admits.endsWith('people'));
}

const endsTheSession = new Set(['signOut']);

describe('what an account has', () => {
  it('is not there for another account, whatever it is asked to do with it', async () => {
    const before = await snapshotOf(hub.pool, victim.accountId);
    const tried = new Set<keyof Belongings>();
    for (const operation of operations) {
      const one = caseOf(operation);
      const names = namesIn(one);
      for (const { by, headers } of ways.filter((way) => names.length > 0 && isOpenTo(way.by, one))) {
        const answer = await make(hub, operation, one.call(victim.has), headers);
        const at = `${operation.operationId} by ${by}: ${answer.status} ${answer.text}`;
        if (one.toOthers === 'nothing is found') {
          assert.equal(answer.status, 200, at);
          assert.deepEqual((JSON.parse(answer.text) as { items: unknown[] }).items, [], at);
        } else {
          assert.equal(answer.status, 404, at);
          assert.equal((JSON.parse(answer.text) as Problem).code, 'not_found', at);
        }
        for (const name of names) tried.add(name);
      }
    }
    const untried = Object.keys(victim.has).filter((name) => !tried.has(name as keyof Belongings));
    assert.deepEqual(
      untried,
      ['remoteId', 'personEmail'].filter((name) => untried.includes(name)),
    );
    assert.deepEqual(await changedSince(hub.pool, victim.accountId, before), [], 'nothing of it has changed');
  });

  it('is spoken of in no answer to another account', async () => {
    const words = ['Victim', ...Object.values(victim.has)];
    for (const operation of operations.filter(({ method }) => method === 'GET')) {
      const one = caseOf(operation);
      for (const { by, headers } of ways.filter((way) => isOpenTo(way.by, one))) {
        const { text } = await make(hub, operation, one.call(other.has), headers);
        for (const word of words) assert.ok(!text.includes(word), `${operation.operationId} tells ${by} of ${word}`);
      }
    }
  });

  it('is there for its own, whose answers are as the document says', async () => {
    const headers = { ...pageHeaders(hub), cookie: victim.owner.cookie };
    // Whatever removes something comes last, and whoever leaves leaves at the very end.
    const order = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
    const place = ({ method, operationId }: Operation): number =>
      endsTheSession.has(operationId) ? order.length : order.indexOf(method);
    for (const operation of operations.toSorted((one, another) => place(one) - place(another))) {
      const one = caseOf(operation);
      // They would sign somebody else in with this cookie.
      if (one.admits === 'anyone' && one.ownStatus === undefined && operation.method !== 'GET') continue;
      const answer = await make(hub, operation, one.call(victim.has), headers);
      const at = `${operation.operationId}: ${answer.status} ${answer.text}`;
      if (one.ownStatus) assert.equal(answer.status, one.ownStatus.status, `${at} (${one.ownStatus.because})`);
      else assert.ok(answer.status < 300, at);
      const schema = operation.schemas.get(answer.status);
      if (schema) assert.ok(Check(schema, JSON.parse(answer.text)), `not as the document says: ${at}`);
    }
  });
});

function caseOf({ operationId }: Operation): Case {
  return cases[operationId] ?? assert.fail(`${operationId} has no case in test/broker/authorisation/cases.ts`);
}
