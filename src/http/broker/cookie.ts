// The cookie that carries a session. No script can read it, no other site can send it with a call that changes anything, and
// where people come by https it never travels without; its prefix keeps neighbours under the same domain from setting it.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BrokerParts } from './broker.ts';

type Parts = Pick<BrokerParts, 'publicUrl'>;

export function sessionTokenOf({ cookies }: FastifyRequest, parts: Parts): string | undefined {
  return cookies[nameFor(parts)];
}

export function setSessionCookie(reply: FastifyReply, parts: Parts, token: string, endsAt: number): void {
  reply.setCookie(nameFor(parts), token, { ...attributesFor(parts), expires: new Date(endsAt) });
}

export function clearSessionCookie(reply: FastifyReply, parts: Parts): void {
  reply.clearCookie(nameFor(parts), attributesFor(parts));
}

function nameFor(parts: Parts): string {
  return isByHttps(parts) ? '__Host-holdfast_session' : 'holdfast_session';
}

function attributesFor(parts: Parts) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isByHttps(parts) } as const;
}

function isByHttps({ publicUrl }: Parts): boolean {
  return publicUrl?.startsWith('https:') ?? false;
}
