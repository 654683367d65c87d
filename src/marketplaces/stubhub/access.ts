// Access to StubHub's interface: a token that lasts an hour, and a refresh token that works once and brings the next one.
// Kept: a refresh token is sent by one hub at a time and never cut off halfway, for an answer that is lost is a lost
// connection; and no token, and no answer that holds one, is ever written down.
// Source: developer.stubhub.com/docs/authentication (VENDOR).
import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import type { Send, WireAnswer, WireRequest } from '../../core/wire.ts';
import { hasShape } from '../../shape.ts';
import { isTurnedAway } from '../answer-outcome.ts';
import type { Tokens } from '../instant-notification.ts';
import { type Asked, askWithLent, type NoAccess, renewalTakesMs } from '../lent-access.ts';
import { fieldOf } from '../tolerant-reading.ts';

export type StubhubCredentials = { client_id: string; client_secret: string; refresh_token: string };

/** Asked for with every call: without one it answers 400. */
const userAgent = 'Holdfast (order integration hub)';

/** `beganWith`: which refresh token a broker entered, so that a new one that is entered ends what came of the old one. */
const Granted = Type.Object({
  beganWith: Type.String(),
  accessToken: Type.String({ minLength: 1, maxLength: 16_384 }),
  refreshToken: Type.String({ minLength: 1, maxLength: 16_384 }),
});
type Granted = Static<typeof Granted>;

const Answer = Type.Object({
  access_token: Granted.properties.accessToken,
  refresh_token: Type.Optional(Type.Union([Granted.properties.refreshToken, Type.Null()])),
});

export type Ask = (request: WireRequest, signal: AbortSignal) => Promise<Asked>;

/** Refresh tokens of which it said that they are good no more, and how: they are not tried again. */
export type DeadTokens = Map<string, NoAccess>;

type Parts = {
  accountAddress: string;
  credentials: StubhubCredentials;
  tokens: Tokens;
  dead: DeadTokens;
  send: Send;
};

export function openAccess({ accountAddress, credentials, tokens, dead, send }: Parts): Ask {
  const beganWith = createHash('sha256').update(credentials.refresh_token).digest('base64url');
  const grantedIn = (stored: unknown): Granted | null =>
    hasShape(Granted, stored) && stored.beganWith === beganWith ? stored : null;
  const refreshTokenIn = (stored: unknown): string => grantedIn(stored)?.refreshToken ?? credentials.refresh_token;
  let noAccess: NoAccess = lost;
  const renew = async (stored: unknown): Promise<Granted | null> => {
    const refreshToken = refreshTokenIn(stored);
    const death = dead.get(refreshToken);
    if (death !== undefined) {
      noAccess = death;
      return null;
    }
    const answer = await send(
      tokenRequest(accountAddress, credentials, refreshToken),
      AbortSignal.timeout(renewalTakesMs),
    );
    const body = answer.kind === 'answered' && answer.status === 200 ? answer.body : null;
    if (hasShape(Answer, body)) {
      return { beganWith, accessToken: body.access_token, refreshToken: body.refresh_token ?? refreshToken };
    }
    noAccess = whyNot(answer);
    if (isDead(answer)) dead.set(refreshToken, noAccess);
    return null;
  };
  const whyNone = (stored: unknown): NoAccess => dead.get(refreshTokenIn(stored)) ?? noAccess;
  const tokenIn = ({ accessToken }: Granted): string => accessToken;
  const ask = askWithLent({ tokens, grantedIn, tokenIn, renew, whyNot: whyNone, late });
  return (request, signal) => ask((granted) => send(withToken(request, granted), signal), signal);
}

const lost: NoAccess = { kind: 'not_sent', detail: 'StubHub has given no access token' };
const late: NoAccess = { kind: 'not_sent', detail: 'StubHub gave no access token in time' };

function withToken(request: WireRequest, { accessToken }: Granted): WireRequest {
  const headers = { authorization: `Bearer ${accessToken}`, 'user-agent': userAgent, 'accept-language': 'en' };
  return { ...request, headers: { ...headers, ...request.headers } };
}

/** Only that it was asked is on record, and not even that is passed on. */
function tokenRequest(
  base: string,
  { client_id, client_secret }: StubhubCredentials,
  refreshToken: string,
): WireRequest {
  const whose = btoa(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`);
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
  return {
    method: 'POST',
    base,
    path: '/oauth2/token',
    headers: { authorization: `Basic ${whose}`, 'user-agent': userAgent },
    content: {
      type: 'application/x-www-form-urlencoded',
      text: form.toString(),
      record: { grant_type: 'refresh_token' },
    },
  };
}

function isDead(answer: WireAnswer): boolean {
  return answer.kind === 'answered' && answer.status < 500 && fieldOf(answer.body, 'error') === 'invalid_grant';
}

/** In a sentence for the broker: nothing of what it answered may be quoted. */
function whyNot(answer: WireAnswer): NoAccess {
  if (answer.kind !== 'answered') return { kind: 'not_sent', detail: `${lost.detail}: ${answer.detail}` };
  const { status } = answer;
  if (isDead(answer)) {
    const detail =
      'StubHub does not take the refresh token any more, for each works once and not for ever: let StubHub give a new one for this account and enter it';
    return { kind: 'refused', why: 'not_allowed', detail };
  }
  if (status < 400 || status >= 500 || isTurnedAway(answer)) {
    return { kind: 'not_sent', detail: `${lost.detail}: it answered ${status}` };
  }
  const detail = `StubHub gives no access token for this client id and secret: it answered ${status}`;
  return { kind: 'refused', why: 'not_allowed', detail };
}
