// One conversation with Ticket Evolution Core: every request signed over the very bytes that are sent, every exchange kept, and
// of every answer only what is certain passed on.
// Source: ticketevolution.atlassian.net/wiki/spaces/API/pages/983115 (signing; VENDOR); the statuses from the client of 2016.
import { createHmac } from 'node:crypto';
import type { Static, TSchema } from 'typebox';
import type { Exchange, Outcome } from '../../core/outcome.ts';
import type { Send, WireAnswer } from '../../core/wire.ts';
import { hasShape } from '../../shape.ts';
import type { CoreWays } from './settings.ts';

/** How a request ended. `no`: a 4xx, by which it says that it will not, in words or without; why is found out by looking. */
export type Said<Shown> =
  | { kind: 'said'; shown: Shown }
  | { kind: 'no'; status: number; isInWords: boolean; detail: string }
  | { kind: 'not_sent' | 'unsure'; detail: string };

type Query = Readonly<Record<string, string>>;

export class Talk {
  readonly ways: CoreWays;
  readonly exchanges: Exchange[] = [];
  readonly #send: Send;
  readonly #signal: AbortSignal;

  constructor(ways: CoreWays, send: Send, signal: AbortSignal) {
    this.ways = ways;
    this.#send = send;
    this.#signal = signal;
  }

  async look<Schema extends TSchema>(path: string, query: Query, schema: Schema): Promise<Said<Static<Schema>>> {
    return read(await this.#ask('GET', path, queryText(query), undefined), schema);
  }

  async tell<Schema extends TSchema>(
    path: string,
    body: object | undefined,
    schema: Schema,
  ): Promise<Said<Static<Schema>>> {
    return read(await this.#ask('POST', path, '', body), schema);
  }

  /** For work that takes its time at the other end; cut short when ours is up. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      const stop = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.#signal.addEventListener('abort', stop, { once: true });
    });
  }

  end<Answer>(outcome: Outcome<Answer>): { outcome: Outcome<Answer>; exchanges: Exchange[] } {
    return { outcome, exchanges: this.exchanges };
  }

  async #ask(method: 'GET' | 'POST', path: string, query: string, body: object | undefined): Promise<WireAnswer> {
    const { url, token, secret } = this.ways;
    const text = body && JSON.stringify(body);
    const address = new URL(url);
    const signed = `${method} ${address.host}${address.pathname.replace(/\/$/, '')}${path}?${text ?? query}`;
    const signature = createHmac('sha256', secret).update(signed).digest('base64');
    const answer = await this.#send(
      {
        method,
        path: query === '' ? path : `${path}?${query}`,
        headers: { 'x-token': token, 'x-signature': signature },
        ...(text === undefined ? {} : { content: { type: 'application/json', text, record: body } }),
      },
      this.#signal,
    );
    this.exchanges.push(answer.exchange);
    return answer;
  }
}

/** Sorted by name and percent-encoded, as it is signed and as it is sent. */
function queryText(query: Query): string {
  return Object.entries(query)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}

function read<Schema extends TSchema>(answer: WireAnswer, schema: Schema): Said<Static<Schema>> {
  if (answer.kind !== 'answered') return { kind: answer.kind, detail: answer.detail };
  const { status, body } = answer;
  const name = 'Ticket Evolution Core';
  if (status >= 200 && status < 300 && hasShape(schema, body)) return { kind: 'said', shown: body };
  if (status === 429 || (status === 503 && wordsIn(body) !== null)) {
    return { kind: 'not_sent', detail: `${name} asks for fewer calls (${status})` };
  }
  if (status === 401) return { kind: 'not_sent', detail: `${name} does not know our token (401)` };
  if (status >= 400 && status < 500 && status !== 408) {
    const words = wordsIn(body);
    return {
      kind: 'no',
      status,
      isInWords: words !== null,
      detail: `${name} answered ${status}${words === null ? '' : `: ${words}`}`,
    };
  }
  return { kind: 'unsure', detail: `${name} answered ${status}, which says nothing certain` };
}

/** What it says to people. */
function wordsIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null;
  const { error, errors, message } = body as { error?: unknown; errors?: unknown; message?: unknown };
  const words = [error, message].find((one) => typeof one === 'string' && one !== '') ?? errors;
  if (words === undefined || words === null) return null;
  return (typeof words === 'string' ? words : JSON.stringify(words)).slice(0, 300);
}

/** A look that failed before anything else was asked: nothing was done. */
export function notAsked({ kind, detail }: { kind: string; detail: string }): Outcome<never> {
  return {
    kind: 'not_sent',
    detail: kind === 'not_sent' ? detail : `nothing was asked, for the look before failed: ${detail}`,
  };
}

/** A look that failed after something was asked: nobody knows. */
export function notSeen({ detail }: { detail: string }): Outcome<never> {
  return { kind: 'unsure', detail };
}

/** A no, where nothing more is to be found out. */
export function refusedAs({ status, detail }: { status: number; detail: string }): Outcome<never> {
  return { kind: 'refused', why: status === 403 ? 'not_allowed' : 'bad_request', detail };
}
