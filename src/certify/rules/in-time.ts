// How long the answers took: all of them together, and the slowest.
import type { Rule } from '../rule.ts';
import { timesOf, wasWaitedFor } from '../times.ts';
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
      const { averageMs } = timesOf(talk.visit.log.map(({ exchange }) => exchange));
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

/** All that were waited for, the slowest first. A connection that failed was no answer, early or late. */
function answered({ log }: Visit): Answer[] {
  return log
    .filter(({ exchange }) => wasWaitedFor(exchange))
    .sort((one, other) => other.exchange.tookMs - one.exchange.tookMs);
}
