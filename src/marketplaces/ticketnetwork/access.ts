// Access to TicketNetwork's interfaces: a token for the consumer key and secret. A new token ends the one before it, so all
// hubs share one, and it is renewed by one at a time. Kept: no token, and no answer that holds one, is ever written down.
// Source: two independent open-source clients (THIRD-PARTY).
import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import type { Send, WireAnswer, WireRequest } from '../../core/wire.ts';
import { hasShape } from '../../shape.ts';
import { isTurnedAway } from '../answer-outcome.ts';
import type { Tokens } from '../instant-notification.ts';
import { type Asked, askWithLent, type NoAccess, renewalTakesMs } from '../lent-access.ts';
import { nextAccessIn } from './throttle.ts';

export type TicketnetworkCredentials = {
  consumer_key: string;
  consumer_secret: string;
  broker_id: number;
  webhook_secret?: string;
};

/** `to`: whom it was given to, so that other credentials that are entered do not go on with it. */
const Granted = Type.Object({ to: Type.String(), token: Type.String({ minLength: 1, maxLength: 16_384 }) });
type Granted = Static<typeof Granted>;
const Answer = Type.Object({ access_token: Granted.properties.token });

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
  const grantedIn = (stored: unknown): Granted | null =>
    hasShape(Granted, stored) && stored.to === to ? stored : null;
  let noAccess = none;
  const renew = async (): Promise<Granted | null> => {
    const answer = await send(tokenRequest(tokenAddress, scope, credentials), AbortSignal.timeout(renewalTakesMs));
    const body = answer.kind === 'answered' && answer.status === 200 ? answer.body : null;
    if (hasShape(Answer, body)) return { to, token: body.access_token };
    noAccess = whyNot(answer);
    return null;
  };
  const askWith = ({ token }: Granted, path: string, signal: AbortSignal): Promise<WireAnswer> =>
    send(
      {
        method: 'GET',
        path,
        headers: { authorization: `Bearer ${token}`, 'x-identity-context': `broker-id=${broker_id}` },
        asksUsToWaitUntil: nextAccessIn,
      },
      signal,
    );
  const tokenIn = ({ token }: Granted): string => token;
  // Its hour is over, or somebody else with the same key has got a new one: then there is another to be had.
  const ask = askWithLent({ tokens, grantedIn, tokenIn, renew, whyNot: () => noAccess, late: none });
  return (path, signal) => ask((granted) => askWith(granted, path, signal), signal);
}

const none: NoAccess = { kind: 'not_sent', detail: 'TicketNetwork has given no token' };

function tokenRequest(base: string, scope: string, credentials: TicketnetworkCredentials): WireRequest {
  const { consumer_key, consumer_secret } = credentials;
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === '' ? {} : { scope }) }).toString();
  return {
    method: 'POST',
    base,
    path: '',
    headers: { authorization: `Basic ${btoa(`${consumer_key}:${consumer_secret}`)}` },
    content: { type: 'application/x-www-form-urlencoded', text: form, record: form },
    asksUsToWaitUntil: nextAccessIn,
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
