// SQL of support cases: what brokers ask the operator to look at. Only the operator reads them across accounts.
import type { AccountId, Instant, OrderId } from '../core/order.ts';
import type { Database } from './pool.ts';

export type SupportCase = {
  accountId: AccountId;
  caseId: string;
  orderId: OrderId;
  question: string;
  askedAt: Instant;
  askedBy: string;
};

export async function insertSupportCase(db: Database, support: SupportCase & { evidence: unknown }): Promise<void> {
  await db.query(
    `insert into support_cases (account_id, case_id, order_id, question, asked_at, asked_by, evidence)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      support.accountId,
      support.caseId,
      support.orderId,
      support.question,
      new Date(support.askedAt),
      support.askedBy.slice(0, 200),
      JSON.stringify(support.evidence),
    ],
  );
}

/** A case as the operator sees it. `closedAt` null: it waits for an answer. */
export type ListedCase = SupportCase & { accountName: string; answer: string | null; closedAt: Instant | null };

const columns = `
  s.account_id as "accountId", a.name as "accountName", s.case_id as "caseId", s.order_id as "orderId", s.question,
  s.asked_at as "askedAt", s.asked_by as "askedBy", s.answer, s.closed_at as "closedAt"`;

/** Of all accounts, the oldest first: those that wait, or all. */
export async function listSupportCases(db: Database, isAll: boolean, limit: number): Promise<ListedCase[]> {
  const { rows } = await db.query<ListedCase>(
    `select ${columns} from support_cases s join accounts a using (account_id)
     where $1 or s.closed_at is null
     order by s.asked_at
     limit $2`,
    [isAll, limit],
  );
  return rows;
}

/** One case with its evidence, as it was when help was asked for. */
export async function readSupportCase(
  db: Database,
  caseId: string,
): Promise<(ListedCase & { evidence: unknown }) | null> {
  const { rows } = await db.query<ListedCase & { evidence: unknown }>(
    `select ${columns}, s.evidence from support_cases s join accounts a using (account_id) where s.case_id = $1`,
    [caseId],
  );
  return rows[0] ?? null;
}

/** False when there is no such case that waits. */
export async function closeSupportCase(
  db: Database,
  caseId: string,
  { answer, at }: { answer: string; at: Instant },
): Promise<boolean> {
  const { rowCount } = await db.query(
    'update support_cases set answer = $2, closed_at = $3 where case_id = $1 and closed_at is null',
    [caseId, answer, new Date(at)],
  );
  return rowCount === 1;
}
