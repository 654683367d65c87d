// Whole deals before a POS in trouble, through the real hub. Whatever was answered holds, every order comes to rest, and
// then the ledger and the POS's own book say the same.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { restStates } from '../../src/core/transitions.ts';
import { updateConnectionSettings } from '../../src/db/accounts.ts';
import type { NetworkPos } from '../../src/pos/pos.ts';
import type { PosSandbox, RunningPos } from '../../src/sandbox/pos/pos-sandbox.ts';
import type { PosSwitches } from '../../src/sandbox/pos/switches.ts';
import {
  type Answer,
  type Call,
  callerWith,
  eventually,
  makeConnection,
  makeListing,
  type TestHub,
} from '../support/hub.ts';
import { claimsDroppedTooEarly, connectSandbox, disagreements } from './pos-books.ts';
import { newRemoteId } from './pos-calls.ts';
import { answerBudgetMs, type Trouble } from './pos-faults.ts';

type Deal = {
  call: Call;
  pos: RunningPos;
  trouble: Trouble;
  globalId: string;
  hold: () => Promise<Answer>;
  /** Holds on a good day, when the marketplace has time; from then on it is impatient. */
  beginWell: () => Promise<void>;
  /** From now on the hub does not read the POS's stock. */
  keepOutOfSight: () => Promise<void>;
  /** Lets the hold's time pass, and waits until the POS has let go of it. */
  outlive: () => Promise<void>;
  /** From now on it waits only so long for an answer. */
  losePatience: () => Promise<void>;
};

export type Flow = { name: string; run: (deal: Deal) => Promise<readonly string[]> };

const isYes = ({ status }: { status: number }): boolean => status < 300;

/** Each resolves with the states in which the order may come to rest. */
export const flows: readonly Flow[] = [
  {
    name: 'hold → invoice',
    run: async ({ call, pos, trouble, globalId, beginWell }) => {
      await beginWell();
      await trouble.strike(pos, ['invoice'], 'once');
      const invoice = () => call('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id: globalId });
      assert.ok(isYes(await invoice()), 'the sale stands');
      await trouble.end(pos);
      // Where it is refused for what it holds, that is let go of, and the same tickets are taken anew.
      return ['confirmed'];
    },
  },
  {
    name: 'hold → outlived → invoice',
    run: async ({ call, pos, trouble, globalId, keepOutOfSight, beginWell, outlive }) => {
      // Where a hold splits its group, a hub that reads it then finds the tickets in another listing; and a sale that comes between its
      // reading of the one and of the other comes too late.
      await keepOutOfSight();
      await beginWell();
      await outlive();
      await trouble.strike(pos, ['invoice'], 'once');
      const answer = await call('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id: globalId });
      await trouble.end(pos);
      if (isYes(answer)) return trouble.isRefusal ? ['unfilled', 'confirmed'] : ['confirmed'];
      assert.deepEqual([answer.status, answer.body.code], [409, 'hold_expired']);
      assert.ok(trouble.isRefusal, 'only a POS that refuses keeps its free tickets from a late invoice');
      return ['expired'];
    },
  },
  {
    name: 'hold → release',
    run: async ({ call, pos, trouble, globalId, beginWell }) => {
      await beginWell();
      await trouble.strike(pos, ['release'], 'once');
      assert.equal((await call('DELETE', `/oi/v1/holds/${globalId}`)).status, 200);
      await trouble.end(pos);
      return ['released'];
    },
  },
  {
    name: 'hold lost once',
    run: async ({ pos, trouble, hold, losePatience }) => {
      await losePatience();
      await trouble.strike(pos, ['hold'], 'once');
      const answer = await hold();
      await trouble.end(pos);
      return isYes(answer) ? ['held'] : ['declined'];
    },
  },
  {
    name: 'hold lost → undone',
    run: async ({ pos, trouble, hold, losePatience }) => {
      await losePatience();
      await trouble.strike(pos, ['hold', 'find'], 'always');
      const answer = await hold();
      await trouble.end(pos);
      // A hub that had no time to look has said nothing yet.
      if (!isYes(answer) && answer.body.code !== 'hub_unavailable') {
        const again = await hold();
        assert.deepEqual([again.status, again.body.code], [answer.status, answer.body.code], 'no stays no');
      }
      return isYes(answer) ? ['held'] : ['declined'];
    },
  },
  {
    name: 'invoice lost → found',
    run: async ({ call, pos, trouble, globalId, beginWell }) => {
      await beginWell();
      await trouble.strike(pos, ['invoice', 'find'], 'once');
      const invoice = () => call('POST', `/oi/v1/holds/${globalId}/invoice`, { order_id: globalId });
      assert.ok(isYes(await invoice()), 'the sale stands');
      await trouble.end(pos);
      // A POS that looks something up first may have refused that, and taken the sale the next time.
      if (trouble.isRefusal) return ['confirmed'];
      const confirmed = await eventually(invoice, ({ body }) => body.status === 'confirmed', 20_000);
      const sales = pos.book().filter(({ state }) => state === 'sold');
      assert.deepEqual(
        [confirmed.body.invoice_id],
        sales.map(({ invoiceId }) => invoiceId),
      );
      return ['confirmed'];
    },
  },
];

/** As a marketplace calls: a hub that says it was too busy to look has decided nothing, and is called again. */
function untilTheHubIsThere(call: Call): Call {
  return async (...asked) => {
    for (;;) {
      const answer = await call(...asked);
      if ((answer.body as { code?: unknown }).code !== 'hub_unavailable') return answer as never;
    }
  };
}

const marketplace = 'ticket-evolution';
/** Enough for a good day on a machine that has much else to do. */
const patientMs = 8_000;

export type Scene = { hub: TestHub; pos: NetworkPos; sandbox: PosSandbox; switches: PosSwitches };

/** Runs one deal before a POS of its own. Resolves with the settings by which it was connected. */
export async function runFlow(
  { hub, pos: { slug, capabilities }, sandbox, switches }: Scene,
  flow: Flow,
  trouble: Trouble,
): Promise<object> {
  const pos = await sandbox.start({ switches });
  try {
    const connection = await makeConnection(hub.pool, { marketplace, settings: { answer_budget_ms: patientMs } });
    const { accountId } = connection;
    await connectSandbox(hub.pool, accountId, slug, pos);
    const sellsAnyPlace = capabilities.choosesSeats.value !== true;
    // A POS that picks the seats itself shows none: its tickets are places.
    const seats = sellsAnyPlace ? [null, null, null, null] : ['1', '2', '3', '4'];
    const remoteId = newRemoteId();
    await makeListing(hub.pool, accountId, { remoteId, seats, pos: slug });
    pos.addListing({ remoteId, seats });
    const call = untilTheHubIsThere(callerWith(hub, connection));
    const globalId = `deal-${randomUUID()}`;
    const hold = () => call('POST', '/oi/v1/holds', { global_id: globalId, remote_id: remoteId, quantity: 2 });
    const losePatience = async (): Promise<void> => {
      await updateConnectionSettings(hub.pool, accountId, marketplace, { answer_budget_ms: answerBudgetMs });
    };
    const states = async (): Promise<string> => {
      const query = 'select state from orders where account_id = $1';
      const { rows } = await hub.pool.query<{ state: string }>(query, [accountId]);
      return rows.map(({ state }) => state).join();
    };
    const keepOutOfSight = async (): Promise<void> => {
      // A look that is under way has lost its lease with that, and writes nothing down.
      await hub.pool.query('update stock_polls set due_at = null, lease_ends = null where account_id = $1', [
        accountId,
      ]);
    };
    const outlive = async (): Promise<void> => {
      const endIt = `update orders set expires_at = now(), due_at = now() where account_id = $1`;
      await hub.pool.query(endIt, [accountId]);
      await eventually(states, (state) => state === 'expired', 20_000);
    };
    const beginWell = async (): Promise<void> => {
      // 200 where a hub that was too busy at first was asked again.
      assert.ok(isYes(await hold()));
      await losePatience();
    };
    const expected = await flow.run({
      call,
      pos,
      trouble,
      globalId,
      hold,
      beginWell,
      outlive,
      losePatience,
      keepOutOfSight,
    });
    const look = async (): Promise<string> => {
      assert.deepEqual(await claimsDroppedTooEarly(hub.pool, accountId, pos.book), []);
      return states();
    };
    const ends: readonly string[] = ['held', 'unfilled', ...restStates];
    const isAtRest = (state: string): boolean => ends.includes(state);
    const state = await eventually(look, isAtRest, 45_000, 400);
    await pos.settled();
    assert.ok(expected.includes(state), `it came to rest as ${state}, and should be ${expected.join(' or ')}`);
    if (state === 'unfilled') await assertAPersonIsCalled(hub, pos, accountId);
    else assert.deepEqual(await disagreements(hub.pool, accountId, pos.book()), []);
    return pos.settings;
  } finally {
    await pos.stop();
  }
}

/** A POS that will not invoice what was sold: it sells nothing, and somebody is told. */
async function assertAPersonIsCalled(hub: TestHub, pos: RunningPos, accountId: string): Promise<void> {
  const { rows } = await hub.pool.query('select kind from alerts where account_id = $1', [accountId]);
  assert.deepEqual(rows, [{ kind: 'unfilled' }]);
  assert.deepEqual(
    pos.book().filter(({ state }) => state === 'sold'),
    [],
  );
}
