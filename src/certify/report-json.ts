// The certificate as one JSON document: every rule with every exchange, in snake_case.
import type { Certificate, Result } from './certify.ts';
import type { Shown } from './visit.ts';

/** Enough of any body that the contract allows; the rest is padding. */
const longestBody = 2_048;

const results = ['passed', 'failed', 'skipped', 'not_provoked', 'excused'] as const satisfies readonly Result[];

export function countsOf({ tried }: Certificate): Record<Result, number> {
  const count = (result: Result): number => tried.filter(({ verdict }) => verdict.result === result).length;
  return Object.fromEntries(results.map((result) => [result, count(result)])) as Record<Result, number>;
}

export function jsonReport(certificate: Certificate): Record<string, unknown> {
  const { url, profile, startedAt, tookMs, times, ticketsSold, leftBehind, tried } = certificate;
  return {
    url,
    profile,
    started_at: startedAt.toISOString(),
    took_ms: tookMs,
    ...countsOf(certificate),
    answers: {
      count: times.answers,
      average_ms: times.averageMs,
      median_ms: times.medianMs,
      slowest_ms: times.slowestMs,
    },
    tickets_sold: ticketsSold,
    left_behind: leftBehind,
    rules: tried.map(({ rule, verdict, exchanges, tookMs }) => {
      const { id, group, title, why, clause } = rule;
      return { id, group, title, why, clause, ...verdict, took_ms: tookMs, exchanges: exchanges.map(exchangeOf) };
    }),
  };
}

function exchangeOf({ sent, received, lost, tookMs, isCleanup, isUnmet }: Shown): Record<string, unknown> {
  return {
    request: { ...sent, body: sent.body === null ? null : shortened(sent.body) },
    response: received && { ...received, body: shortened(received.body) },
    ...(lost ? { lost } : {}),
    took_ms: tookMs,
    ...(isCleanup ? { cleanup: true } : {}),
    ...(isUnmet ? { unmet: true } : {}),
  };
}

export function shortened(body: string): string {
  if (body.length <= longestBody) return body;
  const start = body.slice(0, longestBody).trimEnd().toWellFormed();
  return `${start} … (${Buffer.byteLength(body)} bytes)`;
}
