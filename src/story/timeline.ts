// An order's story: its journal, entry by entry, in sentences that a broker would say, with who did it and what was said
// word for word. Pure: the same journal tells the same story in the console, in the API and at the command line.
import { type ActRead, readActLine } from '../core/act-line.ts';
import type { Instant, Order } from '../core/order.ts';
import type { Exchange } from '../core/outcome.ts';
import { type NoOrder, type OrderEvent, type OrderState, posEvents } from '../core/transitions.ts';
import { exchangeSentence, stillSentence, withWhom } from './exchange-sentence.ts';
import { stepSentence } from './step-sentence.ts';
import { type Cast, capital, hub, thePos } from './words.ts';

/** One entry of the journal, as it is kept. */
export type Entry = {
  entry: number;
  at: Instant;
  steps: readonly (readonly [OrderEvent, OrderState])[];
  exchanges: readonly Exchange[];
};

type Who = { kind: 'marketplace' | 'pos' | 'person' | 'hub'; name: string };

export type Moment = {
  entry: number;
  at: Instant;
  who: Who;
  /** What happened, in one line. */
  sentence: string;
  /** Where the order stood afterwards; null: nowhere new. */
  state: OrderState | null;
  steps: { event: OrderEvent; state: OrderState; sentence: string }[];
  exchanges: { with: Who; sentence: string; exchange: Exchange }[];
};

export function tellStory(order: Order, cast: Cast, entries: readonly Entry[]): Moment[] {
  let state: OrderState | NoOrder = 'unknown';
  return entries.map((entry) => {
    const moment = tellMoment(order, cast, entry, state);
    state = moment.state ?? state;
    return moment;
  });
}

function tellMoment(
  order: Order,
  cast: Cast,
  { entry, at, steps, exchanges }: Entry,
  before: OrderState | NoOrder,
): Moment {
  const act = exchanges.map(({ request }) => readActLine(request.line)).find((read) => read !== null) ?? null;
  let from = before;
  const told = steps.map(([event, to], index) => {
    // What a person did is the first step, and the second where filling settles first; the others follow from it.
    const isTheirs = index === 0 || (index === 1 && act?.do === 'fill');
    const sentence = stepSentence({ event, from, to, cast, facts: order, act: isTheirs ? act : null });
    from = to;
    return { event, state: to, sentence };
  });
  const spoken = exchanges.map((exchange) => ({
    with: named(withWhom(exchange, before), cast, readActLine(exchange.request.line)),
    sentence: exchangeSentence(exchange, before, cast),
    exchange,
  }));
  return {
    entry,
    at,
    who: whoMoved(steps[0]?.[0], cast, act) ?? spoken[0]?.with ?? { kind: 'hub', name: hub },
    sentence: told.map(({ sentence }) => sentence).join(' ') || stillSentence(exchanges[0], before, cast),
    state: steps.at(-1)?.[1] ?? null,
    steps: told,
    exchanges: spoken,
  };
}

const posSays: ReadonlySet<OrderEvent> = new Set(posEvents);
/** What the clock shows, and what Holdfast makes of what it knows. */
const hubSays: ReadonlySet<OrderEvent> = new Set([
  'answer_overdue',
  'hold_outlived',
  'attempts_exhausted',
  'pos_not_reached',
  'sale_stands',
  'sale_unfillable',
  'sale_known',
  'sale_unasked',
]);

/** Whose doing the first step was. Null: no step. */
function whoMoved(event: OrderEvent | undefined, cast: Cast, act: ActRead | null): Who | null {
  if (act !== null) return named('person', cast, act);
  if (event === undefined) return null;
  if (hubSays.has(event) || event === 'reject_asked') return { kind: 'hub', name: hub };
  return named(posSays.has(event) ? 'pos' : 'marketplace', cast, null);
}

function named(kind: 'marketplace' | 'pos' | 'person', cast: Cast, act: ActRead | null): Who {
  if (kind === 'person') return { kind, name: act?.by ?? 'somebody' };
  return kind === 'pos' ? { kind, name: capital(thePos(cast)) } : { kind, name: cast.marketplace };
}
