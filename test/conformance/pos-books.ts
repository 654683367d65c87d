// Connects a sandbox POS to an account, and compares its book with the ledger, order by order and line by line.
import type { AccountId } from '../../src/core/order.ts';
import { connectPos } from '../../src/db/points-of-sale.ts';
import type { Pool } from '../../src/db/pool.ts';
import { Vault } from '../../src/db/sealed.ts';
import type { PosLine, RunningPos } from '../../src/sandbox/pos/pos-sandbox.ts';
import { testSecretKey } from '../support/hub.ts';

export async function connectSandbox(
  pool: Pool,
  accountId: AccountId,
  slug: string,
  { settings }: Pick<RunningPos, 'settings'>,
): Promise<void> {
  await connectPos(pool, accountId, slug, new Vault(Buffer.from(testSecretKey, 'base64')).seal(settings));
}

/** What the POS may say of an order that we say this of. */
const mayBe: Readonly<Record<string, readonly (PosLine['state'] | 'nothing')[]>> = {
  held: ['held'],
  confirmed: ['sold'],
  declined: ['nothing', 'released', 'expired'],
  released: ['nothing', 'released', 'expired'],
  expired: ['nothing', 'released', 'expired'],
};

type OrderRow = { order_id: string; state: string; invoice_id: string | null; seats: (string | null)[] | null };

/**
 * Sentences, one for each order or line of which the two books do not say the same. Ask when all has come to rest.
 * `pos`: the one POS whose listings are compared, where the account has others too.
 */
export async function disagreements(
  pool: Pool,
  accountId: AccountId,
  lines: readonly PosLine[],
  pos: string | null = null,
): Promise<string[]> {
  const { rows } = await pool.query<OrderRow>(
    `select o.order_id, o.state, o.invoice_id, o.seats from orders o left join listings l using (account_id, remote_id)
     where o.account_id = $1 and ($2::text is null or l.pos = $2)`,
    [accountId, pos],
  );
  const lineOf = new Map(lines.map((line) => [line.reference, line]));
  const ours = new Set(rows.map(({ order_id }) => order_id));
  const strangers = lines.filter(({ reference }) => !ours.has(reference));
  return [
    ...rows.flatMap((order) => disagreement(order, lineOf.get(order.order_id))),
    ...strangers.map(({ reference, state }) => `the POS says ${state} of ${reference}, which we do not know`),
  ];
}

function disagreement(order: OrderRow, line: PosLine | undefined): string[] {
  const theirs = line?.state ?? 'nothing';
  if (!mayBe[order.state]?.includes(theirs))
    return [`we say ${order.state} of ${order.order_id}, and the POS ${theirs}`];
  if (theirs !== 'held' && theirs !== 'sold') return [];
  const found: string[] = [];
  if (JSON.stringify(order.seats) !== JSON.stringify(line?.seats)) {
    found.push(`${order.order_id} has the seats ${order.seats}, and in the POS ${line?.seats}`);
  }
  if (theirs === 'sold' && order.invoice_id !== line?.invoiceId) {
    found.push(`${order.order_id} has the invoice ${order.invoice_id}, and in the POS ${line?.invoiceId}`);
  }
  return found;
}

const liveIn = (lines: readonly PosLine[]): string[] =>
  lines.flatMap(({ reference, state }) => (state === 'held' || state === 'sold' ? [reference] : []));

/**
 * Claim-dropped-on-proof, as the POS sees it: references under which it has tickets, while the ledger would give the same
 * tickets to another. Ask at any time: what was live before the ledger was read and still is, was live meanwhile.
 */
export async function claimsDroppedTooEarly(
  pool: Pool,
  accountId: AccountId,
  book: () => readonly PosLine[],
): Promise<string[]> {
  const before = new Set(liveIn(book()));
  const query = 'select distinct order_id from tickets where account_id = $1 and order_id is not null';
  const { rows } = await pool.query<{ order_id: string }>(query, [accountId]);
  const owning = new Set(rows.map(({ order_id }) => order_id));
  return liveIn(book()).filter((reference) => before.has(reference) && !owning.has(reference));
}
