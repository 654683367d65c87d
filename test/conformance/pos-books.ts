// Connects a sandbox POS to an account, and compares its book with the ledger, order by order and line by line.
import type { AccountId } from '../../src/core/order.ts';
import { connectPos } from '../../src/db/points-of-sale.ts';
import type { Database, Pool } from '../../src/db/pool.ts';
import type { PosLine, RunningPos, ShownLine } from '../../src/sandbox/pos/pos-sandbox.ts';
import { openTestVault } from '../support/hub.ts';

/** Resolves with the id by which its webhooks come in. */
export function connectSandbox(
  db: Database,
  accountId: AccountId,
  slug: string,
  { settings }: Pick<RunningPos, 'settings'>,
): Promise<string> {
  return connectPos(db, accountId, slug, openTestVault().seal(settings));
}

/** What the POS may say of an order that we say this of. */
const mayBe: Readonly<Record<string, readonly (PosLine['state'] | 'nothing')[]>> = {
  held: ['held'],
  confirmed: ['sold'],
  declined: ['nothing', 'released', 'expired'],
  released: ['nothing', 'released', 'expired'],
  expired: ['nothing', 'released', 'expired'],
  rejected: ['nothing', 'released', 'expired'],
  cancelled: ['nothing', 'released', 'expired'],
};

type OrderRow = {
  order_id: string;
  state: string;
  pos_hold_id: string | null;
  invoice_id: string | null;
  seats: (string | null)[] | null;
};

/**
 * Sentences, one for each order or line of which the two books do not say the same. Ask when all has come to rest.
 * `pos`: the one POS whose listings are compared, where the account has others too.
 */
export async function disagreements(
  pool: Pool,
  accountId: AccountId,
  lines: readonly ShownLine[],
  pos: string | null = null,
): Promise<string[]> {
  const { rows } = await pool.query<OrderRow>(
    `select o.order_id, o.state, o.pos_hold_id, o.invoice_id, o.seats
     from orders o left join listings l using (account_id, remote_id)
     where o.account_id = $1 and ($2::text is null or l.pos = $2)`,
    [accountId, pos],
  );
  const lineOf = new Map(rows.map((order) => [order, lineFor(order, lines)]));
  const ours = new Set(rows.map(({ order_id }) => order_id));
  const known = new Set(lineOf.values());
  // A line under a reference is one of ours for ever; a hold without one only while it stands.
  const strangers = lines.filter((line) =>
    line.reference === null ? isLive(line) && !known.has(line) : !ours.has(line.reference),
  );
  return [
    ...rows.flatMap((order) => disagreement(order, lineOf.get(order))),
    ...strangers.map(
      ({ reference, holdId, state }) => `the POS says ${state} of ${reference ?? holdId}, which we do not know`,
    ),
  ];
}

function lineFor({ order_id, pos_hold_id }: OrderRow, lines: readonly ShownLine[]): ShownLine | undefined {
  const named = lines.find(({ reference }) => reference === order_id);
  return named ?? lines.find(({ reference, holdId }) => reference === null && holdId === pos_hold_id);
}

function disagreement(order: OrderRow, line: ShownLine | undefined): string[] {
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

const isLive = ({ state }: ShownLine): boolean => state === 'held' || state === 'sold';

/**
 * Claim-dropped-on-proof, as the POS sees it: what it has for us, while the ledger would give the same tickets to another.
 * Ask at any time: what was live before the ledger was read and still is, was live meanwhile.
 */
export async function claimsDroppedTooEarly(
  pool: Pool,
  accountId: AccountId,
  book: () => readonly ShownLine[],
): Promise<string[]> {
  const before = new Set(book().filter(isLive).map(nameOf));
  const query = 'select remote_id, order_id from tickets where account_id = $1 and order_id is not null';
  const { rows } = await pool.query<{ remote_id: string; order_id: string }>(query, [accountId]);
  const live = book().filter((line) => isLive(line) && before.has(nameOf(line)));
  const owning = new Set(rows.map(({ order_id }) => order_id));
  const nameless = live.filter(({ reference }) => reference === null);
  return [
    ...live.flatMap(({ reference }) => (reference !== null && !owning.has(reference) ? [reference] : [])),
    // Whose a hold without a reference is cannot be told: they are counted, listing by listing.
    ...nameless.filter(({ remoteId }) => placesIn(live, remoteId) > ownedIn(rows, remoteId)).map(nameOf),
  ];
}

function nameOf({ reference, holdId }: ShownLine): string {
  return reference ?? `hold ${holdId}`;
}

function placesIn(lines: readonly ShownLine[], remoteId: string): number {
  return lines.reduce((sum, line) => (line.remoteId === remoteId ? sum + line.seats.length : sum), 0);
}

function ownedIn(rows: readonly { remote_id: string }[], remoteId: string): number {
  return rows.filter(({ remote_id }) => remote_id === remoteId).length;
}
