// How long the answers took: all of them together, and the slowest.
import type { Rule } from '../rule.ts';
import type { Answer, Visit } from '../visit.ts';

const group = 'In time';

export const inTime: readonly Rule[] = [
  {
    id: 'fast-on-average',
    group,
    title: 'Answers take less than 5 s on average',
    why: 'Buyers wait in the checkout for each of them; marketplaces switch slow automators off.',
    clause: 'stay within 5 s on average; the answer comes within the connection’s budget',
    runs: 'afterwards',
    async check(talk) {
      const { averageMs } = timesOf(talk.visit);
      const most = talk.visit.limits.averageMs;
      const slowest = answered(talk.visit)[0];
      if (averageMs >= most && slowest) talk.unmet(slowest, `less than ${most} ms on average`, `${averageMs} ms`);
      return undefined;
    },
  },
  {
    id: 'never-endless',
    group,
    title: 'No answer takes longer than 30 s',
    why: 'After that the buyer is told to try again, and the hold is nobody’s.',
    clause: 'the answer comes within the connection’s budget, whatever the POS does',
    runs: 'afterwards',
    async check(talk) {
      const most = talk.visit.limits.mostMs;
      for (const answer of answered(talk.visit)) {
        const { tookMs, lost } = answer.exchange;
        if (tookMs > most) talk.unmet(answer, `an answer within ${most} ms`, lost?.detail ?? `${tookMs} ms`);
      }
      return undefined;
    },
  },
];

export type Times = { answers: number; averageMs: number; medianMs: number; slowestMs: number };

export function timesOf(visit: Visit): Times {
  const times = answered(visit).map(({ exchange }) => exchange.tookMs);
  const total = times.reduce((sum, ms) => sum + ms, 0);
  return {
    answers: times.length,
    averageMs: times.length === 0 ? 0 : Math.round(total / times.length),
    medianMs: Math.round(times[Math.floor(times.length / 2)] ?? 0),
    slowestMs: Math.round(times[0] ?? 0),
  };
}

/** All that were waited for, the slowest first. A connection that failed was no answer, early or late. */
function answered({ log }: Visit): Answer[] {
  return log
    .filter(({ exchange }) => exchange.received !== null || exchange.lost?.why === 'timed_out')
    .sort((one, other) => other.exchange.tookMs - one.exchange.tookMs);
}
