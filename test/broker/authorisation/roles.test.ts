// Who may make which call of the broker API: every operation, every role, every scope of a token, and nobody at all. Read
// from the hub's own document, so that a new route is tested too, or fails for want of a case.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Permission, permissions, permissionsOf, roles } from '../../../src/core/permissions.ts';
import { pageHeaders, scriptWith, signIn } from '../../support/broker.ts';
import { startTestHub, type TestHub } from '../../support/hub.ts';
import { type Account, makeAccountWithEverything, nothing } from './belongings.ts';
import { type Admitted, cases } from './cases.ts';
import { make, type Operation, readOperations, wasTurnedAway } from './operations.ts';
import { changedSince, snapshotOf } from './snapshot.ts';

type Known = { kind: 'person' | 'token'; permissions: ReadonlySet<Permission> };
/** `who` null: nobody is signed in. */
type Caller = { name: string; who: Known | null; headers: () => Promise<Record<string, string>> };

let hub: TestHub;
let account: Account;
let operations: Operation[];

before(async () => {
  hub = await startTestHub();
  account = await makeAccountWithEverything(hub, 'Own');
  operations = await readOperations(hub);
});
after(() => hub.close());

const byName = new Map<string, Promise<Record<string, string>>>();
/** Signed in at the first call, and anew where somebody has signed out. */
function remembered(name: string, come: () => Promise<Record<string, string>>): Caller['headers'] {
  return () => {
    const known = byName.get(name) ?? come();
    byName.set(name, known);
    return known;
  };
}

const strangers: Caller[] = [
  { name: 'nobody', who: null, headers: async () => pageHeaders(hub) },
  {
    name: 'a token that is none',
    who: null,
    headers: async () => ({ authorization: `Bearer hft_${'x'.repeat(50)}` }),
  },
  {
    name: 'a session that is none',
    who: null,
    headers: async () => ({ ...pageHeaders(hub), cookie: `holdfast_session=${'x'.repeat(43)}` }),
  },
];

const people: Caller[] = roles.map((role) => ({
  name: role,
  who: { kind: 'person', permissions: permissionsOf(role) },
  headers: remembered(role, async () => {
    const { cookie } = await signIn(hub, { accountId: account.accountId, role });
    return { ...pageHeaders(hub), cookie };
  }),
}));

const scopeSets: Permission[][] = [...permissions.map((one) => [one]), ['read', 'trade'], [...permissions]];
const tokens: Caller[] = scopeSets.map((scopes) => ({
  name: `a token that may ${scopes.join(', ')}`,
  who: { kind: 'token', permissions: new Set(scopes) },
  headers: remembered(scopes.join(), async () => {
    const { token } = await scriptWith(hub, { accountId: account.accountId, scopes });
    return { authorization: `Bearer ${token}` };
  }),
}));

const callers = [...strangers, ...people, ...tokens];

function isAdmitted(who: Known | null, admits: Admitted): boolean {
  if (admits === 'anyone') return true;
  const [needed, by] = admits.split(' ');
  if (who === null || (by === 'people' && who.kind !== 'person')) return false;
  return needed === 'signed_in' || who.permissions.has(needed as Permission);
}

describe('every operation of the broker API', () => {
  it('has a case here, and every case an operation', () => {
    assert.deepEqual(operations.map(({ operationId }) => operationId).toSorted(), Object.keys(cases).toSorted());
  });

  it('declares whom the case says it admits', () => {
    const declared = operations.map(({ operationId, declared: admits }) => [operationId, admits]);
    const expected = operations.map(({ operationId }) => [operationId, cases[operationId]?.admits]);
    assert.deepEqual(declared, expected);
  });

  it('turns away whomever it does not admit, before anything is done', async () => {
    for (const { headers } of callers) await headers();
    const before = await snapshotOf(hub.pool, account.accountId);
    let turnedAway = 0;
    for (const operation of operations) {
      const { admits, call } = caseOf(operation);
      for (const { name, who, headers } of callers.filter((caller) => !isAdmitted(caller.who, admits))) {
        const answer = await make(hub, operation, call(account.has), await headers());
        const at = `${operation.operationId} by ${name}: ${answer.text}`;
        assert.equal(answer.status, who === null ? 401 : 403, at);
        assert.ok(wasTurnedAway(answer), at);
        turnedAway += 1;
      }
    }
    assert.ok(turnedAway > operations.length * strangers.length * 0.5, `only ${turnedAway} were turned away`);
    assert.deepEqual(await changedSince(hub.pool, account.accountId, before), [], 'nothing was done');
  });

  it('lets in whomever it admits', async () => {
    for (const operation of operations) {
      const { admits, call } = caseOf(operation);
      for (const { name, headers } of callers.filter((caller) => isAdmitted(caller.who, admits))) {
        const answer = await make(hub, operation, call(nothing()), await headers());
        const at = `${operation.operationId} by ${name}: ${answer.status} ${answer.text}`;
        assert.ok(!wasTurnedAway(answer) && answer.status < 500, at);
        if (operation.operationId === 'signOut') byName.delete(name);
      }
    }
  });

  it('refuses a call that changes something and comes by a cookie from another page', async () => {
    const { owner, has } = account;
    for (const operation of operations.filter(({ method }) => method !== 'GET')) {
      const { call } = caseOf(operation);
      const answer = await make(hub, operation, call(has), {
        cookie: owner.cookie,
        origin: 'https://elsewhere.example',
      });
      assert.equal(answer.status, 403, operation.operationId);
    }
  });
});

function caseOf({ operationId }: Operation) {
  return cases[operationId] ?? assert.fail(`${operationId} has no case in test/broker/authorisation/cases.ts`);
}
