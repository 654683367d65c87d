// How long answers took, all of them together.
import type { Exchange } from './visit.ts';

export type Times = { answers: number; averageMs: number; medianMs: number; slowestMs: number };
type Timed = Pick<Exchange, 'tookMs' | 'received' | 'lost'>;

/** Of those that were waited for. A connection that failed was no answer, early or late. */
export function timesOf(exchanges: readonly Timed[]): Times {
  const times = exchanges.filter(wasWaitedFor).map(({ tookMs }) => tookMs);
  times.sort((one, other) => other - one);
  const total = times.reduce((sum, ms) => sum + ms, 0);
  return {
    answers: times.length,
    averageMs: times.length === 0 ? 0 : Math.round(total / times.length),
    medianMs: Math.round(times[Math.floor(times.length / 2)] ?? 0),
    slowestMs: Math.round(times[0] ?? 0),
  };
}

export function wasWaitedFor({ received, lost }: Pick<Timed, 'received' | 'lost'>): boolean {
  return received !== null || lost?.why === 'timed_out';
}
