// One conversation with SkyBox: every request carries the three tokens, every exchange is kept, and of every answer only
// what is certain is passed on. SkyBox declares the statuses 200, 400, 401 and 404 and no others.
import type { Static, TSchema } from 'typebox';
import type { Instant } from '../../core/order.ts';
import type { Exchange, Outcome, PosRefusal } from '../../core/outcome.ts';
import type { Conversation, Send, WireAnswer, WireRequest } from '../../core/wire.ts';
import { hasShape } from '../../shape.ts';
import { type Endpoint, endpointOf } from './endpoints.ts';
import type { SkyBoxSettings } from './settings.ts';

/** `not_sent`: surely nothing was done. `refused`: SkyBox calls the request itself wrong (400). */
export type Failed = { kind: 'not_sent' | 'unsure' | 'refused'; detail: string };

export type Listed<Shown> = { kind: 'seen'; shown: Shown } | Failed;

/** What a look has shown. `missing`: a plain 404. */
export type Seen<Shown> = Listed<Shown> | { kind: 'missing' };

/** How a request ended that may have changed something. */
export type Said =
  | { kind: 'said'; status: 200 | 400 | 404; body: unknown }
  | { kind: 'not_sent' | 'unsure'; detail: string };

const longestList = 10_000;

/** `clock`: by which holds are judged to have lapsed. */
export type Asking = { settings: SkyBoxSettings; send: Send; clock: () => Instant; signal: AbortSignal };

export class Talk {
  readonly settings: SkyBoxSettings;
  readonly clock: () => Instant;
  readonly beganAt: Instant;
  readonly #exchanges: Exchange[] = [];
  readonly #send: Send;
  readonly #signal: AbortSignal;
  /** By how much SkyBox's clock is ahead of ours, as the dates of its answers tell, in milliseconds. */
  #aheadMs = 0;

  constructor({ settings, send, clock, signal }: Asking) {
    this.settings = settings;
    this.clock = clock;
    this.beganAt = clock();
    this.#send = send;
    this.#signal = signal;
  }

  /** By SkyBox's clock, where that is ahead: what has lapsed by it may be another's by now. */
  get latestTime(): Instant {
    return this.clock() + this.#aheadMs;
  }

  /** Looks at something. `record`: what of the answer is written down, where some of it must not be. */
  async look<Schema extends TSchema>(
    path: string,
    schema: Schema,
    record?: (body: unknown) => unknown,
  ): Promise<Seen<Static<Schema>>> {
    return this.#look(path, (body) => hasShape(schema, body), record);
  }

  async #look<Shown>(
    path: string,
    isShown: (body: unknown) => body is Shown,
    record?: (body: unknown) => unknown,
  ): Promise<Seen<Shown>> {
    const answer = await this.#ask({ method: 'GET', path }, record);
    if (answer.kind !== 'answered') return answer;
    const { status, body } = answer;
    if (status === 200 && isShown(body)) return { kind: 'seen', shown: body };
    if (status === 404) return { kind: 'missing' };
    if (status === 400) return { kind: 'refused', detail: `SkyBox calls GET ${path} a wrong request (400)` };
    return isLeftAlone(status) ?? { kind: 'unsure', detail: `SkyBox answered GET ${path} with ${status}, unreadable` };
  }

  /** Looks at a list, which is there even when nothing is on it. */
  async list<Schema extends TSchema>(
    path: string,
    schema: Schema,
    { record, most = longestList }: { record?: (body: unknown) => unknown; most?: number } = {},
  ): Promise<Listed<Static<Schema>[]>> {
    const isList = (body: unknown): body is Static<Schema>[] =>
      Array.isArray(body) && body.length <= most && body.every((one) => hasShape(schema, one));
    const list = await this.#look(path, isList, record);
    if (list.kind !== 'missing') return list;
    return { kind: 'unsure', detail: `SkyBox has nothing at GET ${path} (404)` };
  }

  /** Asks for a change. */
  async say(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<Said> {
    const answer = await this.#ask({ method, path, ...(body === undefined ? {} : { body }) });
    if (answer.kind !== 'answered') return answer;
    const { status } = answer;
    if (status === 200 || status === 400 || status === 404) return { kind: 'said', status, body: answer.body };
    return isLeftAlone(status) ?? { kind: 'unsure', detail: `SkyBox answered ${status}, which says nothing certain` };
  }

  end<Answer>(outcome: Outcome<Answer>): Conversation<Answer, PosRefusal> {
    return { outcome, exchanges: this.#exchanges };
  }

  async #ask(
    request: Pick<WireRequest, 'method' | 'path' | 'body'>,
    record?: (body: unknown) => unknown,
  ): Promise<WireAnswer> {
    const { application_token, api_token, account_id } = this.settings;
    const headers = {
      'x-application-token': application_token,
      'x-api-token': api_token,
      'x-account': String(account_id),
    };
    const budget: Endpoint = endpointOf(request.method, request.path);
    const answer = await this.#send({ ...request, headers, budget }, this.#signal);
    this.#exchanges.push(record ? recorded(answer, record) : answer.exchange);
    const saidAt = answer.kind === 'answered' ? Date.parse(answer.headers.date ?? '') : Number.NaN;
    if (saidAt - this.clock() > this.#aheadMs) this.#aheadMs = saidAt - this.clock();
    return answer;
  }
}

function recorded({ exchange }: WireAnswer, record: (body: unknown) => unknown): Exchange {
  const { response, ...rest } = exchange;
  return response ? { ...rest, response: { ...response, body: record(response.body) } } : rest;
}

/** Statuses of calls that were surely not acted on: they are made again when the way is free. */
function isLeftAlone(status: number): { kind: 'not_sent'; detail: string } | null {
  if (status === 401) return { kind: 'not_sent', detail: 'SkyBox does not let us in (401): look at its three tokens' };
  return status === 429 ? { kind: 'not_sent', detail: 'SkyBox asks for fewer calls (429)' } : null;
}

/** A look that failed before anything was asked for: the whole call can be made again. */
export function notBegun({ detail }: Failed): { kind: 'not_sent'; detail: string } {
  return { kind: 'not_sent', detail: `before anything was asked for: ${detail}` };
}

/** A look that was all that was asked for. */
export function notShown({ kind, detail }: Failed): Exclude<Outcome<never>, { kind: 'done' }> {
  return kind === 'refused' ? { kind, why: 'bad_request', detail } : { kind, detail };
}

/** A look that failed after something was asked for: what became of that is not known. */
export function notSeen({ detail }: Failed): { kind: 'unsure'; detail: string } {
  return { kind: 'unsure', detail };
}
