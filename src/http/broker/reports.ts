// Reports: what was asked, sold, declined and rejected, as JSON for the console and as CSV for spreadsheets.
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Instant } from '../../core/order.ts';
import { readAccountSettings } from '../../db/account-settings.ts';
import { type PerformanceRow, readDeclines, readPerformance } from '../../db/reports.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { byteOrderMark, csvHeaders } from './csv.ts';
import { answer, declared } from './declared.ts';
import { performanceCsv } from './performance-csv.ts';
import { Declines, DeclinesQuery, Report, ReportQuery, type ReportRow } from './schemas/reports.ts';

const dayMs = 86_400_000;
const usualDays = 30;
const longestDays = 400;
const mostGroups = 400;

const row: ReportRow = {
  key: 'example-exchange',
  label: 'Example Exchange',
  asked: 0,
  declined: 0,
  released: 0,
  expired: 0,
  told: 212,
  unfilled: 1,
  rejected: 3,
  rejected_by_rule: 1,
  cancelled: 2,
  stuck: 0,
  sales: 206,
  tickets: 498,
  decline_rate: null,
  fault_rate: 0.0142,
  confirm_p50_ms: 640,
  confirm_p95_ms: 2_310,
  sold: [{ amount: 8_912_300, currency: 'USD' }],
  at_risk: [{ amount: 37_000, currency: 'USD' }],
  lost: [{ amount: 91_000, currency: 'USD' }],
  sold_unpriced: 0,
  at_risk_unpriced: 1,
  lost_unpriced: 0,
};
const span = { from: '2026-10-23T00:00:00.000Z', to: '2026-11-22T00:00:00.000Z' };
const report: Report = { ...span, group_by: 'marketplace', rows: [row], is_cut: false };
const declines: Declines = {
  ...span,
  rows: [{ marketplace: 'example-exchange', label: 'Example Exchange', refusal: 'not_available', count: 41 }],
};
const shared = { permission: 'read', tag: 'Reports' } as const;
const csvAnswer = {
  description: 'The same as CSV.',
  content: { 'text/csv': { schema: Type.String(), examples: { csv: { value: performanceCsv(report) } } } },
};

type Parts = Pick<BrokerParts, 'pool' | 'clock' | 'marketplaces'>;

export function reportRoutes(server: FastifyInstance, parts: Parts): void {
  const performance = {
    ...shared,
    description: `Counts orders by the time at which they began, at most ${longestDays} days at once. Money of each currency stays apart.`,
    querystring: ReportQuery,
  };
  server.get<{ Querystring: ReportQuery }>(
    '/reports/performance',
    declared({
      ...performance,
      operationId: 'getPerformanceReport',
      summary: 'See what was sold, declined and rejected',
      answers: { 200: answer('The report.', Report, { report }) },
    }),
    async ({ broker, query }) => readReport(parts, broker.accountId, query),
  );
  server.get<{ Querystring: ReportQuery }>(
    '/reports/performance.csv',
    declared({
      ...performance,
      operationId: 'getPerformanceReportAsCsv',
      summary: 'The same as CSV',
      answers: { 200: csvAnswer },
    }),
    async ({ broker, query }, reply) => {
      const found = await readReport(parts, broker.accountId, query);
      return reply.headers(csvHeaders(`holdfast-by-${found.group_by}.csv`)).send(byteOrderMark + performanceCsv(found));
    },
  );
  server.get<{ Querystring: DeclinesQuery }>(
    '/reports/declines',
    declared({
      ...shared,
      operationId: 'getDeclinesReport',
      summary: 'See why marketplaces were told no',
      description: 'How often each reason was given to each marketplace that asks first, the most frequent first.',
      querystring: DeclinesQuery,
      answers: { 200: answer('The reasons.', Declines, { declines }) },
    }),
    async ({ broker, query }) => {
      const { from, to } = spanOf(query, parts.clock());
      const rows = await readDeclines(parts.pool, { accountId: broker.accountId, from, to });
      return { ...wireSpan(from, to), rows: rows.map((one) => ({ ...one, label: nameOf(parts, one.marketplace) })) };
    },
  );
}

async function readReport(
  parts: Parts,
  accountId: Parameters<typeof readAccountSettings>[1],
  query: ReportQuery,
): Promise<Report> {
  const { pool } = parts;
  const { from, to } = spanOf(query, parts.clock());
  const { group_by = 'marketplace' } = query;
  const { timeZone } = await readAccountSettings(pool, accountId);
  const rows = await readPerformance(pool, { accountId, from, to, timeZone }, group_by, mostGroups + 1);
  const labelOf = (key: string) => (group_by === 'marketplace' ? nameOf(parts, key) : key || 'Listing not known');
  return {
    ...wireSpan(from, to),
    group_by,
    rows: rows.slice(0, mostGroups).map((found) => rowBody(found, labelOf(found.key))),
    is_cut: rows.length > mostGroups,
  };
}

/** A marketplace that is not known any more keeps its slug. */
function nameOf({ marketplaces }: Pick<Parts, 'marketplaces'>, slug: string): string {
  return marketplaces.get(slug)?.name ?? slug;
}

function spanOf(query: DeclinesQuery, now: Instant): { from: Instant; to: Instant } {
  const to = query.to === undefined ? now : Date.parse(query.to);
  const from = query.from === undefined ? to - usualDays * dayMs : Date.parse(query.from);
  if (from >= to) throw new RequestProblem('malformed', [{ field: 'from', message: 'is not before `to`' }]);
  if (to - from > longestDays * dayMs) {
    throw new RequestProblem('malformed', [
      { field: 'from', message: `is more than ${longestDays} days before \`to\`` },
    ]);
  }
  return { from, to };
}

function wireSpan(from: Instant, to: Instant): { from: string; to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function rowBody(found: PerformanceRow, label: string): ReportRow {
  const { key, asked, declined, released, expired, told, unfilled, rejected, cancelled, stuck, sales, tickets } = found;
  return {
    key,
    label,
    asked,
    declined,
    released,
    expired,
    told,
    unfilled,
    rejected,
    rejected_by_rule: found.rejectedByRule,
    cancelled,
    stuck,
    sales,
    tickets,
    decline_rate: share(declined, asked),
    fault_rate: share(rejected, told),
    confirm_p50_ms: found.confirmP50Ms === null ? null : Math.round(found.confirmP50Ms),
    confirm_p95_ms: found.confirmP95Ms === null ? null : Math.round(found.confirmP95Ms),
    sold: found.sold,
    at_risk: found.atRisk,
    lost: found.lost,
    sold_unpriced: found.soldUnpriced,
    at_risk_unpriced: found.atRiskUnpriced,
    lost_unpriced: found.lostUnpriced,
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
