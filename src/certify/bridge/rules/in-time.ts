// How long the answers took. Tried last: it judges the answers that all others were given.
import { timesOf, wasWaitedFor } from '../../times.ts';
import type { BridgeRule } from '../rule.ts';

export const inTime: readonly BridgeRule[] = [
  {
    id: 'in-time',
    group: 'In time',
    title: 'Answers come within a second or two, and none takes longer than a checkout waits',
    why: 'Holdfast gives up shortly before the marketplace does, and then there is no sale.',
    clause: 'answer in a second or two',
    async check(talk) {
      const { log, limits } = talk.visit;
      const waited = log.filter(({ exchange }) => wasWaitedFor(exchange));
      for (const said of waited) {
        if (said.exchange.tookMs > limits.mostMs) {
          talk.unmet(said, `an answer within ${limits.mostMs} ms`, `${said.exchange.tookMs} ms`);
        }
      }
      const { averageMs } = timesOf(log.map(({ exchange }) => exchange));
      const [slowest] = waited.toSorted((one, other) => other.exchange.tookMs - one.exchange.tookMs);
      if (slowest && averageMs >= limits.averageMs) {
        talk.unmet(slowest, `less than ${limits.averageMs} ms on average`, `${averageMs} ms`);
      }
      return undefined;
    },
  },
];
