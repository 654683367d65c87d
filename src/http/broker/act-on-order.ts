// A person's act on an order, through the engine: done once, refused when the order has moved on meanwhile, and on record.
import { actLine, readActLine } from '../../core/act-line.ts';
import type { Act } from '../../core/command.ts';
import type { AccountId, Order, OrderId } from '../../core/order.ts';
import { settlementsOf } from '../../core/settle.ts';
import { stateMeanings } from '../../core/transitions.ts';
import { recordDeed } from '../../db/deeds.ts';
import { readTurns } from '../../db/journal.ts';
import { readOrder } from '../../db/orders.ts';
import type { Pool } from '../../db/pool.ts';
import { type BrokerCaller, doerOf } from '../../people/caller.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { namesOf } from './naming.ts';
import { noSuchOrder, readOrderDetail } from './read-order.ts';
import type { ActionDone, ActionRequest } from './schemas/orders.ts';

export async function actOnOrder(
  parts: BrokerParts,
  broker: BrokerCaller,
  orderId: OrderId,
  asked: ActionRequest,
): Promise<ActionDone> {
  const { pool, engine, clock } = parts;
  const { accountId } = broker;
  const order = await readOrder(pool, accountId, orderId);
  if (order === null) throw new RequestProblem('not_found', noSuchOrder);
  const act = actOf(asked, order, broker.name);
  const isWhereSeen = asked.in_state === undefined || asked.in_state === order.state;
  const isDone = isWhereSeen && (await engine.act(accountId, orderId, act)).steps.length > 0;
  if (isDone) {
    await recordDeed(pool, {
      accountId,
      at: clock(),
      by: doerOf(broker),
      what: `order.${asked.do}`,
      did: `${didWords[asked.do]} order ${order.globalId} of ${namesOf(parts).marketplace(order.marketplace)}${asked.as ? ` as ${asked.as}` : ''}`,
      subject: { kind: 'order', id: orderId },
      details: { reason: asked.reason, remote_id: asked.remote_id, invoice_id: asked.invoice_id, was: order.state },
    });
  } else if (!(await isLastAct(pool, accountId, orderId, act))) {
    throw new RequestProblem('conflict', await whyNot(pool, order, asked));
  }
  const detail = await readOrderDetail(parts, accountId, orderId);
  if (detail === null) throw new RequestProblem('not_found', noSuchOrder);
  return { repeated: !isDone, order: detail };
}

const didWords: Readonly<Record<Act['do'], string>> = {
  reject: 'rejected',
  retry: 'looked for the tickets of',
  fill: 'filled',
  release: 'let go of the hold of',
  note_confirmed: 'noted as confirmed',
  note_rejected: 'noted as rejected',
  note_cancelled: 'noted as cancelled',
  settle: 'settled',
};

function actOf(
  { do: what, as, reason, remote_id: remoteId, accept_cost: accepts, invoice_id: invoiceId }: ActionRequest,
  order: Order,
  by: string,
): Act {
  switch (what) {
    case 'reject':
      return { do: 'reject', reason: given(reason, 'reason', 'is missing: say why'), by };
    case 'fill':
      return { do: 'fill', remoteId: given(remoteId, 'remote_id', 'is missing: name the listing'), by };
    case 'release':
      if (order.binding)
        given(accepts || undefined, 'accept_cost', 'must be true: the hold is binding, and letting go may cost');
      return { do: 'release', evenIfBinding: order.binding, by };
    case 'settle':
      return { do: 'settle', as: given(as, 'as', 'is missing: say what is true'), invoiceId: invoiceId ?? null, by };
    case 'retry':
      return { do: 'retry', by };
    default:
      return { do: what, by };
  }
}

function given<Value>(value: Value | undefined, field: string, message: string): Value {
  if (value === undefined) throw new RequestProblem('malformed', [{ field, message }]);
  return value;
}

/** Whether this is the very thing that a person did last about the order: then the answer was lost, and nothing else. */
async function isLastAct(pool: Pool, accountId: AccountId, orderId: OrderId, act: Act): Promise<boolean> {
  const turns = await readTurns(pool, accountId, orderId);
  const lines = turns.flatMap(({ exchanges }) => exchanges.map(({ request }) => request.line));
  return lines.findLast((line) => readActLine(line) !== null) === actLine(act);
}

async function whyNot(pool: Pool, { accountId, orderId }: Order, asked: ActionRequest): Promise<string> {
  const { do: what, remote_id: remoteId } = asked;
  const order = await readOrder(pool, accountId, orderId);
  if (order === null) return noSuchOrder;
  if (order.state === 'unfilled' && what === 'retry') {
    return `The tickets of listing ${order.remoteId ?? '(not named)'} are still not there. Nothing was done.`;
  }
  if (what === 'fill' && (order.state === 'unfilled' || order.state === 'stuck')) {
    return `Listing ${remoteId} has not enough tickets together, or is not known here. Nothing was done.`;
  }
  if (what === 'settle' && order.state === 'stuck') return cannotSettle(order, asked);
  return `The order is ${order.state} now: ${stateMeanings[order.state]}. Nothing was done.`;
}

function cannotSettle(order: Order, { as, invoice_id: invoiceId }: ActionRequest): string {
  const possible = settlementsOf(order);
  if (as !== undefined && !possible.includes(as))
    return `It can be settled as ${possible.join(', ')}. Nothing was done.`;
  return order.invoiceId === null && invoiceId === undefined
    ? 'It has no invoice on record: name the one in the POS as invoice_id. Nothing was done.'
    : 'Its tickets are another order’s here, so it cannot be invoiced. Look at who has them. Nothing was done.';
}
