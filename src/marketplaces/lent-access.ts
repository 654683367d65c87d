// Asking with a token that the marketplace lends for a while: the one that is kept, and a new one when that is not let in.
// Kept: a renewal is never cut off by whoever asked, for an answer that is lost may be a lost connection.
import type { Exchange, Outcome } from '../core/outcome.ts';
import type { MarketplaceRefusal } from '../core/sale.ts';
import type { WireAnswer } from '../core/wire.ts';
import type { Tokens } from './instant-notification.ts';

/** Shorter than the time for which nobody else may renew. */
export const renewalTakesMs = 10_000;

/** Why nothing was asked: there was no token to ask with. */
export type NoAccess = Extract<Outcome<never, MarketplaceRefusal>, { kind: 'not_sent' | 'refused' }>;

/** `answer` null: there was no token to ask with, so nothing was sent. */
export type Asked =
  | { answer: WireAnswer; exchanges: Exchange[] }
  | { answer: null; noAccess: NoAccess; exchanges: Exchange[] };

type Lending<Granted> = {
  tokens: Tokens;
  /** What is kept, if it was granted to these credentials. */
  grantedIn: (stored: unknown) => Granted | null;
  tokenIn: (granted: Granted) => string;
  /** Asks for a new one. Null: there is none, and `whyNot` says why. Somebody else's asking at the same time serves for ours. */
  renew: (stored: unknown) => Promise<Granted | null>;
  whyNot: (stored: unknown) => NoAccess;
  late: NoAccess;
};

/** `send` asks the question itself, with the token. */
export function askWithLent<Granted>({
  tokens,
  grantedIn,
  tokenIn,
  renew,
  whyNot,
  late,
}: Lending<Granted>): (send: (granted: Granted) => Promise<WireAnswer>, signal: AbortSignal) => Promise<Asked> {
  const renewed = async (stale: unknown, signal: AbortSignal): Promise<{ granted: Granted } | NoAccess> => {
    const stored = await whileWaiting(tokens.renew(stale, renew), signal);
    if (stored === tooLate) return late;
    const [granted, before] = [grantedIn(stored), grantedIn(stale)];
    const isSame = granted !== null && before !== null && tokenIn(granted) === tokenIn(before);
    return granted === null || isSame ? whyNot(stored) : { granted };
  };
  return async (send, signal) => {
    const stored = await tokens.current();
    const kept = grantedIn(stored);
    const first = kept === null ? await renewed(stored, signal) : { granted: kept };
    if ('kind' in first) return { answer: null, noAccess: first, exchanges: [] };
    const answer = await send(first.granted);
    if (answer.kind !== 'answered' || answer.status !== 401) return { answer, exchanges: [answer.exchange] };
    // It was not let in, so nothing was done, and the same may be asked again.
    const second = await renewed(first.granted, signal);
    if ('kind' in second) return { answer: null, noAccess: second, exchanges: [answer.exchange] };
    const again = await send(second.granted);
    return { answer: again, exchanges: [answer.exchange, again.exchange] };
  };
}

const tooLate = Symbol('too late');

/** Whoever asks goes when its time is up; the work is finished all the same. */
function whileWaiting(work: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const leave = (): void => resolve(tooLate);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
