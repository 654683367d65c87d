// What a rule talks through: it asks in the contract's words, is recorded, and lets go at the end of all that it held.
// Kept: the key stands in no record, neither as it is nor altered nor repeated by the automator.
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Unmet } from './unmet.ts';
import { type Answer, type Exchange, type Visit, wordsOf } from './visit.ts';
import type { Body, KeyCarrier, ProblemCode, Question, WireRequest } from './wire.ts';

export type Deal = { globalId: string; remoteId: string; quantity: number };

/** A header that carries the key, or something like it, and how the report shows it. */
export type Carried = { header: string; value: string; shown: string; secret: string };

/** How a request differs from a good one. */
export type Alteration = {
  /** By the published names; undefined takes the field out. */
  fields?: Readonly<Record<string, unknown>>;
  /** The body, as it is. */
  text?: string;
  /** The body is as long as this: spaces are put after it. */
  padTo?: number;
  contentType?: string;
  /** Null: without a key. */
  carried?: Carried | null;
  /** The line is cut after the request was sent. */
  isCut?: boolean;
  /** Takes a 429 for an answer, and does not try again later. */
  takesRateLimit?: boolean;
};

/** After a 429 the same request is sent again this often, as a marketplace would; it says itself when. */
const mostRepeats = 5;
const longestRetryAfterSeconds = 10;

export class Conversation {
  readonly visit: Visit;
  readonly exchanges: Exchange[] = [];
  readonly #open = new Map<string, Deal>();

  constructor(visit: Visit) {
    this.visit = visit;
  }

  newId(): string {
    return this.visit.wire.newId();
  }

  deal(choice: Partial<Omit<Deal, 'globalId'>> = {}): Deal {
    return { globalId: this.newId(), remoteId: this.visit.listings.large, quantity: 1, ...choice };
  }

  /** A deal on the listing with two tickets. */
  smallDeal(quantity: number): Deal {
    return this.deal({ remoteId: this.visit.listings.small, quantity });
  }

  hold(deal: Deal, alteration?: Alteration): Promise<Answer> {
    return this.ask({ ask: 'hold', ...deal }, alteration);
  }

  look({ globalId }: Pick<Deal, 'globalId'>, alteration?: Alteration): Promise<Answer> {
    return this.ask({ ask: 'look', globalId }, alteration);
  }

  release({ globalId }: Pick<Deal, 'globalId'>, alteration?: Alteration): Promise<Answer> {
    return this.ask({ ask: 'release', globalId }, alteration);
  }

  invoice({ globalId }: Pick<Deal, 'globalId'>, orderId: string, alteration?: Alteration): Promise<Answer> {
    return this.ask({ ask: 'invoice', globalId, orderId }, alteration);
  }

  /** Whether the body of a hold has this field: some variants carry the global id in the path alone. */
  holdHas(field: string): boolean {
    const { body } = this.visit.wire.requestFor({ ask: 'hold', ...this.deal() });
    return Object.hasOwn(body ?? {}, this.visit.wire.nameOf(field));
  }

  /** A hold that stands, to begin with. */
  async held(deal: Deal): Promise<Answer> {
    const answer = await this.hold(deal);
    this.granted(answer, [201], 'a hold');
    this.isNow(answer, ['held']);
    return answer;
  }

  async ask(question: Question, alteration: Alteration = {}): Promise<Answer> {
    for (let repeats = 0; ; repeats++) {
      const answer = await this.#send(question, alteration, false);
      const seconds = Number(answer.exchange.received?.headers['retry-after'] ?? Number.NaN);
      const mayRepeat = answer.status === 429 && repeats < mostRepeats && seconds <= longestRetryAfterSeconds;
      if (alteration.takesRateLimit || !mayRepeat) return answer;
      await pause(seconds * 1_000);
    }
  }

  /** Looks until the hold has one of these statuses. */
  async comesTo(
    deal: Pick<Deal, 'globalId'>,
    statuses: readonly string[],
    withinMs = this.visit.limits.promisedMs,
  ): Promise<Answer> {
    const giveUpAt = Date.now() + withinMs;
    for (;;) {
      const answer = await this.look(deal);
      const isThere = answer.means.some((status) => statuses.includes(status));
      if (isThere || Date.now() > giveUpAt) {
        this.shows(answer, statuses);
        return answer;
      }
      await pause(100);
    }
  }

  /** Expects a success with one of these statuses, and returns what it says. */
  granted(answer: Answer, statuses: readonly number[], what = 'the hold'): Body {
    const { wire } = this.visit;
    // "This id was used before" is a yes too, where that is how a marketplace is told.
    const isYes = isSuccess(answer.status) || answer.means.some((status) => ['held', 'confirmed'].includes(status));
    const isGranted = (wire.isExact ? statuses.includes(answer.status) : isYes) && answer.body !== null;
    if (!isGranted) this.unmet(answer, `${statuses.join(' or ')} with ${what}`);
    return answer.body as Body;
  }

  refused(answer: Answer, code: ProblemCode): Body {
    const { wire } = this.visit;
    const isRefused = wire.isRefusal(code, answer.status, answer);
    if (!isRefused) this.unmet(answer, wire.isExact ? `${wire.statusOf(code)} ${code}` : code);
    return answer.body as Body;
  }

  isNow(answer: Answer, statuses: readonly string[]): void {
    if (!answer.means.some((status) => statuses.includes(status)))
      this.unmet(answer, `status "${statuses.join('" or "')}"`);
  }

  /** Expects that GET shows the hold, with one of these statuses. */
  shows(answer: Answer, statuses: readonly string[]): void {
    if (this.visit.wire.isExact) this.granted(answer, [200]);
    this.isNow(answer, statuses);
  }

  /** The sale stands: done, or accepted and under way. */
  sold(answer: Answer): Body {
    const body = this.granted(answer, [201, 202], 'the sale');
    this.isNow(answer, answer.status === 202 ? ['invoicing'] : ['confirmed']);
    return body;
  }

  /** Expects that two answers show one and the same hold. */
  same(answer: Answer, earlier: Answer): void {
    const [now, before] = [answer.body ?? {}, earlier.body ?? {}];
    const names = Object.keys({ ...before, ...now }).filter(
      (name) => this.visit.wire.isExact || isTold(name, now, before),
    );
    const changed = names.filter((name) => !isDeepStrictEqual(now[name], before[name]));
    if (changed.length === 0) return;
    const shown = (body: Body): string => changed.map((name) => `${name}: ${JSON.stringify(body[name])}`).join(', ');
    this.unmet(answer, `the same hold as before, with ${shown(before)}`, shown(now));
  }

  /** `came`: what was wrong with the answer, where its status and code do not say so. */
  unmet(answer: Answer, expected: string, came: string = wordsOf(answer)): never {
    answer.exchange.isUnmet = true;
    if (!this.exchanges.includes(answer.exchange)) this.exchanges.push(answer.exchange);
    throw new Unmet(expected, came);
  }

  /** Lets go of every hold that stands, as far as the automator does its part. */
  async cleanUp(): Promise<void> {
    const { wire, leftBehind } = this.visit;
    const letGo = async ({ globalId }: Deal): Promise<void> => {
      const answer = await this.#send({ ask: 'release', globalId }, {}, true);
      const isSold = wire.isRefusal('already_invoiced', answer.status, answer);
      if (!isSuccess(answer.status) && !isSold) leftBehind.add(globalId);
    };
    await Promise.all([...this.#open.values()].map(letGo));
  }

  async #send(question: Question, alteration: Alteration, isCleanup: boolean): Promise<Answer> {
    const { wire, line, key, log } = this.visit;
    const request = wire.requestFor(question);
    const carried = alteration.carried === undefined ? carriedBy(wire.keyCarriers[0], key) : alteration.carried;
    const body = bodyOf(request, alteration, wire.nameOf);
    const type = body === null ? {} : { 'content-type': alteration.contentType ?? 'application/json' };
    const plain: Record<string, string> = { ...wire.headers, ...type };
    const { method, path } = request;
    const headers = carried ? { ...plain, [carried.header]: carried.value } : plain;
    const exchanged = await line.send({ method, path, headers, body }, alteration.isCut);
    const { received, lost, tookMs } = withoutSecrets(exchanged, carried ? [key, carried.secret] : [key]);
    const shown = carried ? { ...plain, [carried.header]: carried.shown } : plain;
    const exchange: Exchange = {
      ask: question.ask,
      globalId: question.globalId,
      sent: { method, path, headers: shown, body },
      received,
      lost,
      tookMs,
      isCleanup,
      isUnmet: false,
    };
    const said = received ? await wire.read(question, received.status, received.body) : { body: null, means: [] };
    const answer: Answer = { exchange, status: received?.status ?? 0, ...said };
    this.exchanges.push(exchange);
    log.push(answer);
    this.#note(question, answer);
    return answer;
  }

  /** Keeps in mind what stands, so that it can be let go of. */
  #note(question: Question, { status, body, means }: Answer): void {
    const isGranted = isSuccess(status);
    // A POS out of reach is a plain no; whether nothing stands then is a rule of its own.
    const mayBeDone = isGranted || status === 0 || (status >= 500 && body?.code !== 'pos_unreachable');
    const globalId = typeof body?.global_id === 'string' ? body.global_id : question.globalId;
    if (question.ask === 'hold' && mayBeDone && !this.visit.sold.has(globalId))
      this.#open.set(globalId, { ...question, globalId });
    if (question.ask === 'release' && isGranted) this.#open.delete(globalId);
    if (question.ask === 'invoice' && (isGranted || means.includes('confirmed'))) {
      this.visit.sold.set(globalId, this.visit.sold.get(globalId) ?? this.#open.get(globalId)?.quantity ?? 1);
      this.#open.delete(globalId);
    }
  }
}

export function carriedBy({ header, value }: KeyCarrier, secret: string, shown = '[the key]'): Carried {
  return { header, value: value(secret), shown: value(shown), secret };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Whether both say something of it, other than where the hold stands: that may have several readings. */
function isTold(name: string, ...bodies: readonly Body[]): boolean {
  return !['status', 'code', 'errors'].includes(name) && bodies.every((body) => (body[name] ?? null) !== null);
}

function bodyOf(request: WireRequest, alteration: Alteration, nameOf: (field: string) => string): string | null {
  const { text, fields = {}, padTo = 0 } = alteration;
  if (text !== undefined) return text;
  if (request.body === null) return null;
  const altered = Object.fromEntries(Object.entries(fields).map(([name, value]) => [nameOf(name), value]));
  return JSON.stringify({ ...request.body, ...altered }).padEnd(padTo, ' ');
}

function withoutSecrets<Recorded>(recorded: Recorded, secrets: readonly string[]): Recorded {
  const text = JSON.stringify(recorded);
  const clean = secrets
    .map((secret) => JSON.stringify(secret).slice(1, -1))
    .reduce((before, secret) => before.replaceAll(secret, '[a key]'), text);
  return clean === text ? recorded : JSON.parse(clean);
}
