// One conversation of an order's story, as a short line above what was said word for word.
import { readActLine } from '../core/act-line.ts';
import type { Exchange } from '../core/outcome.ts';
import { asks, type NoOrder, type OrderState } from '../core/transitions.ts';
import { type Cast, capital, thePos, took } from './words.ts';

/** Who was spoken with. `person`: somebody at the broker's decided something. */
export type With = 'marketplace' | 'pos' | 'person';

/** `state`: where the order stood when it was begun, which says who is asked what. */
export function withWhom({ direction, request }: Exchange, state: OrderState | NoOrder): With {
  if (direction === 'in') return readActLine(request.line) === null ? 'marketplace' : 'person';
  if (request.line === 'read in the list of sales') return 'marketplace';
  return state !== 'unknown' && asks[state]?.of === 'pos' ? 'pos' : 'marketplace';
}

export function exchangeSentence(exchange: Exchange, state: OrderState | NoOrder, cast: Cast): string {
  const other = withWhom(exchange, state);
  if (other === 'person') return `${readActLine(exchange.request.line)?.by} decided`;
  const name = other === 'pos' ? thePos(cast) : cast.marketplace;
  if (exchange.request.line === 'read in the list of sales') return `Read in ${name}’s list of sales`;
  const asked = exchange.direction === 'in' ? `${capital(name)} called us` : `We called ${name}`;
  return `${asked}${endOf(exchange)}`;
}

function endOf({ direction, response, failure, tookMs }: Exchange): string {
  const time = tookMs === undefined ? '' : ` in ${took(tookMs)}`;
  if (response) return `, and ${direction === 'in' ? 'we' : 'it'} answered ${response.status}${time}`;
  return failure === undefined ? '' : `, and no answer came${time}: ${failure}`;
}

/** What a moment was that moved nothing: a repeated call, a look, or a question that nobody answered clearly. */
export function stillSentence(exchange: Exchange | undefined, state: OrderState | NoOrder, cast: Cast): string {
  if (exchange === undefined) return 'Nothing changed.';
  const other = withWhom(exchange, state);
  const name = other === 'pos' ? thePos(cast) : cast.marketplace;
  if (exchange.direction === 'in') {
    if (other === 'person') return `${readActLine(exchange.request.line)?.by} acted, and nothing changed.`;
    return exchange.request.line.startsWith('GET')
      ? `${name} looked at the order.`
      : `${name} called again and got the answer that fits.`;
  }
  if (other === 'marketplace' && exchange.response && exchange.response.status < 300) {
    return `The sale was read again at ${name}.`;
  }
  const ask = state === 'unknown' ? null : asks[state];
  const what = ask === null ? 'asked' : `asked to ${askWords[ask.to]}`;
  if (exchange.failure !== undefined || exchange.response === undefined) {
    return `${capital(name)} was ${what}, and gave no answer. What became of it is looked up before it is asked again.`;
  }
  return `${capital(name)} was ${what}, and its answer (${exchange.response.status}) settled nothing yet.`;
}

const askWords = {
  hold: 'hold the tickets',
  release: 'let go of the tickets',
  invoice: 'invoice the tickets',
  void: 'take the invoice back',
  read: 'show the sale',
  confirm: 'take the confirmation',
  reject: 'take the rejection',
} as const;
