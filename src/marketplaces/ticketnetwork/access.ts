// Access to TicketNetwork's interfaces: a token for the consumer key and secret. A new token ends the one before it, so all
// hubs share one, and it is renewed by one at a time. Kept: no token, and no answer that holds one, is ever written down.
// Source: two independent open-source clients (THIRD-PARTY).
import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import type { Exchange, Outcome } from '../../core/outcome.ts';
import type { MarketplaceRefusal } from '../../core/sale.ts';
import type { Send, WireAnswer, WireRequest } from '../../core/wire.ts';
import type { Tokens } from '../instant-notification.ts';
import { isTurnedAway } from '../word.ts';

export type TicketnetworkCredentials = {
  consumer_key: string;
  consumer_secret: string;
  broker_id: number;
  webhook_secret?: string;
};

/** Shorter than the time for which nobody else may renew. */
const renewalTakesMs = 10_000;

/** `to`: whom it was given to, so that other credentials that are entered do not go on with it. */
const Granted = Type.Object({ to: Type.String(), token: Type.String({ minLength: 1, maxLength: 16_384 }) });
type Granted = Static<typeof Granted>;
const Answer = Type.Object({ access_token: Granted.properties.token });

/** Why nothing was asked: there was no token to ask with. */
type NoAccess = Extract<Outcome<never, MarketplaceRefusal>, { kind: 'not_sent' | 'refused' }>;
export type Asked =
  | { answer: WireAnswer; exchanges: Exchange[] }
  | { answer: null; noAccess: NoAccess; exchanges: Exchange[] };
export type Ask = (path: string, signal: AbortSignal) => Promise<Asked>;

type Parts = {
  tokenAddress: string;
  scope: string;
  credentials: TicketnetworkCredentials;
  tokens: Tokens;
  send: Send;
};

export function openAccess({ tokenAddress, scope, credentials, tokens, send }: Parts): Ask {
  const { consumer_key, consumer_secret, broker_id } = credentials;
  const to = createHash('sha256')
    .update(JSON.stringify([consumer_key, consumer_secret, scope]))
    .digest('base64url');
  const grantedIn = (stored: unknown): Granted | null => (Check(Granted, stored) && stored.to === to ? stored : null);
  let noAccess: NoAccess = { kind: 'not_sent', detail: 'TicketNetwork has given no token' };
  const renew = async (): Promise<Granted | null> => {
    const answer = await send(tokenRequest(tokenAddress, scope, credentials), AbortSignal.timeout(renewalTakesMs));
    const body = answer.kind === 'answered' && answer.status === 200 ? answer.body : null;
    if (Check(Answer, body)) return { to, token: body.access_token };
    noAccess = whyNot(answer);
    return null;
  };
  const renewed = async (stale: unknown, signal: AbortSignal): Promise<Granted | null> => {
    const stored = await whileWaiting(tokens.renew(stale, renew), signal);
    return JSON.stringify(stored) === JSON.stringify(stale) ? null : grantedIn(stored);
  };
  const askWith = ({ token }: Granted, path: string, signal: AbortSignal): Promise<WireAnswer> =>
    send(
      {
        method: 'GET',
        path,
        headers: { authorization: `Bearer ${token}`, 'x-identity-context': `broker-id=${broker_id}` },
      },
      signal,
    );
  return async (path, signal) => {
    const stored = await tokens.current();
    const first = grantedIn(stored) ?? (await renewed(stored, signal));
    if (first === null) return { answer: null, noAccess, exchanges: [] };
    const answer = await askWith(first, path, signal);
    if (answer.kind !== 'answered' || answer.status !== 401) return { answer, exchanges: [answer.exchange] };
    // Its hour is over, or somebody else with the same key has got a new one.
    const second = await renewed(first, signal);
    if (second === null) return { answer: null, noAccess, exchanges: [answer.exchange] };
    const again = await askWith(second, path, signal);
    return { answer: again, exchanges: [answer.exchange, again.exchange] };
  };
}

function tokenRequest(base: string, scope: string, credentials: TicketnetworkCredentials): WireRequest {
  const { consumer_key, consumer_secret } = credentials;
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === '' ? {} : { scope }) }).toString();
  return {
    method: 'POST',
    base,
    path: '',
    headers: { authorization: `Basic ${btoa(`${consumer_key}:${consumer_secret}`)}` },
    content: { type: 'application/x-www-form-urlencoded', text: form, record: form },
  };
}

/** In a sentence for the broker: nothing of what it answered may be quoted. */
function whyNot(answer: WireAnswer): NoAccess {
  if (answer.kind !== 'answered') return { kind: 'not_sent', detail: `TicketNetwork gave no token: ${answer.detail}` };
  const { status } = answer;
  const detail = `TicketNetwork gives no token for this consumer key and secret: it answered ${status}`;
  const isNo = status >= 400 && status < 500 && !isTurnedAway(answer);
  return isNo ? { kind: 'refused', why: 'not_allowed', detail } : { kind: 'not_sent', detail };
}

/** Whoever asks goes when its time is up, with nothing; a renewal is finished all the same, for it has ended the old token. */
function whileWaiting(work: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const leave = (): void => resolve(undefined);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
