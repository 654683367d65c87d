// The hosts that we speak to, each behind its breaker and its bulkheads, and the way to send to one: within the rate of whoever
// sends, most urgent first. Kept: what is turned away on the way was surely not sent.
import { forgetOldest } from '../core/forget-oldest.ts';
import type { Instant } from '../core/order.ts';
import type { Send, WireAnswer, WireRequest } from '../core/wire.ts';
import { Host, type HostStanding } from './host.ts';
import { notSent } from './not-sent.ts';
import type { RateLine, RateLines } from './rate-line.ts';
import type { Urgency } from './urgency.ts';

/** Bounds the memory: settings may name ever new ones. The one that was asked after longest ago is met anew. */
const mostHosts = 5_000;

export class Hosts {
  readonly #sendTo: (address: string) => Send;
  readonly #clock: () => Instant;
  /** Whichever was asked after last is the last. */
  readonly #byName = new Map<string, { host: Host; number: number }>();
  #met = 0;

  /** `sendTo`: the door to the outside. */
  constructor({ sendTo, clock }: { sendTo: (address: string) => Send; clock: () => Instant }) {
    this.#sendTo = sendTo;
    this.#clock = clock;
  }

  /** A way to send to an address, for calls of one urgency, within these rates. */
  sendTo(address: string, lines: RateLines, urgency: Urgency): Send {
    const send = this.#sendTo(address);
    return async (request, signal) => {
      const host = this.#hostOf(request.base ?? address);
      if (host.isLeftAlone) return notSent(request, 'the host did not answer lately, and is left alone for a moment');
      const line = lines.lineOf(request.budget);
      const isItsTurn = await line.turn(urgency, signal);
      if (!isItsTurn) return notSent(request, 'its turn did not come in time: only so many calls may be made');
      const answer = await host.send(send, request, urgency, signal);
      if (answer.kind === 'answered') mindTheirPace(line, answer, request, this.#clock());
      return answer;
    };
  }

  /** How the host at this address fares, as this process sees it. */
  standingOf(address: string): HostStanding {
    return this.#hostOf(address).standing;
  }

  /** All that are remembered, in the order in which they were first met. */
  get standings(): HostStanding[] {
    const hosts = [...this.#byName.values()].sort((one, other) => one.number - other.number);
    return hosts.map(({ host }) => host.standing);
  }

  #hostOf(address: string): Host {
    const name = URL.parse(address)?.origin ?? address;
    const known = this.#byName.get(name) ?? { host: new Host(name, this.#clock), number: this.#met++ };
    this.#byName.delete(name);
    forgetOldest(this.#byName, mostHosts);
    this.#byName.set(name, known);
    return known.host;
  }
}

type Answered = Extract<WireAnswer, { kind: 'answered' }>;

/** Too many calls, or it is busy: it is given a pause. */
function mindTheirPace(line: RateLine, answer: Answered, request: WireRequest, now: Instant): void {
  if (answer.status === 429 || answer.status === 503) line.pause(askedToWaitMs(answer, request, now), answer.status);
  else line.goOn();
}

/** Some say for how many seconds, or until when, to leave them alone. Null: it does not say. */
function askedToWaitMs({ headers, body }: Answered, { asksUsToWaitUntil }: WireRequest, now: Instant): number | null {
  const asked = headers['retry-after'] ?? '';
  const isSeconds = /^\s*\d+(\.\d+)?\s*$/.test(asked);
  const until = asked === '' ? (asksUsToWaitUntil?.(body) ?? Number.NaN) : Date.parse(asked);
  const ms = isSeconds ? Number(asked) * 1_000 : until - now;
  return ms > 0 ? ms : null;
}
