// What the sweep over ledger, POS and marketplaces has found and nobody has mended yet.
import type { FastifyInstance } from 'fastify';
import { type ListedFinding, listStandingFindings } from '../../db/findings.ts';
import { readSweptAt } from '../../db/reconciliations.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared } from './declared.ts';
import { findingsExample } from './pos-examples.ts';
import { type Finding, Findings, FindingsQuery } from './schemas/points-of-sale.ts';
import { timeOf } from './times.ts';

/** Nobody reads more at once; all are counted. */
const mostShown = 200;

export function findingRoutes(server: FastifyInstance, { pool }: Pick<BrokerParts, 'pool'>): void {
  server.get<{ Querystring: FindingsQuery }>(
    '/findings',
    declared({
      permission: 'read',
      tag: 'Points of sale',
      operationId: 'listFindings',
      summary: 'List what the sweep has found',
      description:
        'Where ledger, POS and marketplaces do not say the same, in sentences. The sweep goes round once an hour, and heals what is safe; what stands here is for a person.',
      querystring: FindingsQuery,
      answers: { 200: answer('The findings.', Findings, { findings: findingsExample }) },
    }),
    async ({ broker, query }): Promise<Findings> => {
      const { accountId } = broker;
      const [{ findings, count }, sweptAt] = await Promise.all([
        listStandingFindings(pool, accountId, mostShown, query.pos ?? null),
        readSweptAt(pool, accountId),
      ]);
      return { items: findings.map(findingBody), count, swept_at: timeOf(sweptAt) };
    },
  );
}

function findingBody({
  findingId,
  kind,
  sentence,
  pos,
  orderId,
  hasOrder,
  remoteId,
  foundAt,
  seenAt,
}: ListedFinding): Finding {
  return {
    finding_id: findingId,
    kind,
    sentence,
    pos: pos ?? null,
    order_id: hasOrder ? (orderId ?? null) : null,
    reference: orderId ?? null,
    remote_id: remoteId ?? null,
    found_at: new Date(foundAt).toISOString(),
    seen_at: new Date(seenAt).toISOString(),
  };
}
