// A call that changes nothing and shows whether somebody outside lets us in: as whoever connects them wants to know at once.
import type { Exchange, Outcome } from '../core/outcome.ts';
import type { Conversation } from '../core/wire.ts';

/** Somebody sits and waits for it. */
const patienceMs = 10_000;

/** `refused`: it answered, and does not let us in, or not to this. `not_reached`: nothing reached it. `no_answer`: or none that can be read. */
export type Tried = {
  came: 'works' | 'refused' | 'not_reached' | 'no_answer';
  /** In its words, or the transport's. Null: it works. */
  detail: string | null;
  /** What was said, secrets removed. */
  exchanges: readonly Exchange[];
};

type Asked<Answer> = (signal: AbortSignal) => Promise<Conversation<Answer, string>>;

/** Never throws: whatever goes wrong is what is to be shown. */
export async function tryCall(ask: Asked<unknown>): Promise<Tried> {
  try {
    const { outcome, exchanges } = await ask(AbortSignal.timeout(patienceMs));
    return { ...cameOf(outcome), exchanges };
  } catch (trouble) {
    return { came: 'no_answer', detail: trouble instanceof Error ? trouble.message : String(trouble), exchanges: [] };
  }
}

function cameOf(outcome: Outcome<unknown, string>): Pick<Tried, 'came' | 'detail'> {
  switch (outcome.kind) {
    case 'done':
      return { came: 'works', detail: null };
    case 'refused':
      return { came: 'refused', detail: outcome.detail };
    case 'not_sent':
      return { came: 'not_reached', detail: outcome.detail };
    case 'unsure':
      return { came: 'no_answer', detail: outcome.detail };
  }
}
