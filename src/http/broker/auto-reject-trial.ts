// Tries a rule for sales without tickets against those of the last month.
import type { AccountId, Money, OrderId } from '../../core/order.ts';
import { type Trial as Tried, tryRule } from '../../core/rule-trial.ts';
import type { AutoReject } from '../../core/sale.ts';
import { waitedSale } from '../../core/waited-sale.ts';
import { findOnceUnfilled } from '../../db/alerts.ts';
import { readHistories } from '../../db/case-material.ts';
import type { BrokerParts } from './broker.ts';
import { type Trial, verdicts } from './schemas/settings.ts';

const lookBackMs = 30 * 86_400_000;
/** A broker with more has seen enough. */
const mostSales = 500;
const mostExamples = 20;

type Parts = Pick<BrokerParts, 'pool' | 'clock' | 'directory'>;

export async function tryAutoReject(parts: Parts, accountId: AccountId, rule: AutoReject): Promise<Trial> {
  const { pool, clock } = parts;
  const from = clock() - lookBackMs;
  const found = await findOnceUnfilled(pool, accountId, from, mostSales + 1);
  const tried = await trialsOf(parts, accountId, found.slice(0, mostSales), rule);
  const lostFirst = tried.toSorted((a, b) => rank(a) - rank(b) || b.sale.unfilledAt - a.sale.unfilledAt);
  return {
    from: new Date(from).toISOString(),
    sales: tried.length,
    is_cut: found.length > mostSales,
    verdicts: verdicts.map((verdict) => countOf(verdict, tried)).filter(({ sales }) => sales > 0),
    examples: lostFirst.slice(0, mostExamples).map(exampleOf),
  };
}

async function trialsOf(
  { pool, directory }: Parts,
  accountId: AccountId,
  orderIds: readonly OrderId[],
  rule: AutoReject,
): Promise<Tried[]> {
  const histories = await readHistories(pool, accountId, orderIds);
  const waited = histories.flatMap((history) => waitedSale(history) ?? []);
  const natures = await directory.natures(accountId, new Set(waited.map(({ order }) => order.connectionId)));
  return waited.map((sale) => {
    const rejects = natures.get(sale.order.connectionId)?.rejects ?? false;
    return tryRule(rule, { ...sale, nature: { rejects } });
  });
}

function rank({ verdict }: Tried): number {
  return verdict === 'lost_sale' ? 0 : 1;
}

function countOf(verdict: Tried['verdict'], tried: readonly Tried[]): Trial['verdicts'][number] {
  const those = tried.filter((one) => one.verdict === verdict);
  const money = new Map<string, number>();
  for (const { sale } of those) {
    const { total } = sale.order;
    if (total !== null) money.set(total.currency, (money.get(total.currency) ?? 0) + total.amount);
  }
  const sums: Money[] = Array.from(money, ([currency, amount]) => ({ amount, currency }));
  return { verdict, sales: those.length, money: sums };
}

function exampleOf({ sale, rejectsAt, verdict }: Tried): Trial['examples'][number] {
  const { order, unfilledAt, left } = sale;
  const time = (instant: number): string => new Date(instant).toISOString();
  return {
    order_id: order.orderId,
    marketplace: order.marketplace,
    global_id: order.globalId,
    money: order.total,
    unfilled_at: time(unfilledAt),
    rejects_at: rejectsAt === null ? null : time(rejectsAt),
    left_at: left === null ? null : time(left.at),
    verdict,
  };
}
