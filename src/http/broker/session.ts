// Signing in and out, and who is signed in.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { listMemberships } from '../../db/people.ts';
import { endSession, moveSession } from '../../db/sessions.ts';
import type { BrokerCaller } from '../../people/caller.ts';
import { callerOfSession } from '../../people/sessions.ts';
import { changePassword, type SignedIn, signIn } from '../../people/sign-in.ts';
import { RequestProblem } from '../problems.ts';
import { identify } from './admission.ts';
import type { BrokerParts } from './broker.ts';
import { clearSessionCookie, setSessionCookie } from './cookie.ts';
import { answer, declared, noContent } from './declared.ts';
import { AccountChoice, PasswordChange, Session, SignIn } from './schemas/session.ts';
import { notTooOften } from './too-often.ts';

const account = { account_id: '8f14e45f-ceea-467f-9a36-dcf1a2d7b001', name: 'Front Row Tickets' };

export const ada: Session = {
  kind: 'person',
  name: 'Ada Lovelace',
  person_id: '5f0c77de-8a01-4c44-9b1e-2f6f3f0a77b1',
  account,
  role: 'owner',
  permissions: ['read', 'trade', 'manage'],
  accounts: [{ ...account, role: 'owner' }],
};

const nightly: Session = {
  kind: 'token',
  name: 'token nightly',
  person_id: null,
  account,
  role: null,
  permissions: ['read', 'trade'],
  accounts: [],
};

export function sessionRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const { house } = parts;
  const { pool } = house;

  server.get(
    '/session',
    declared({
      permission: 'signed_in',
      tag: 'Session',
      operationId: 'getSession',
      summary: 'See who is signed in',
      description: 'Who calls, for which account, and what they may do.',
      answers: { 200: answer('Who calls.', Session, { ada, nightly }) },
    }),
    async ({ broker }) => sessionBody(parts, broker),
  );

  server.post<{ Body: SignIn }>(
    '/session',
    declared({
      permission: 'anyone',
      tag: 'Session',
      operationId: 'signIn',
      summary: 'Sign in',
      description:
        'Begins a session, which lives in a cookie. Nobody is told which of the two was wrong. After some wrong tries, from one place or for one address, there is a pause.',
      body: SignIn,
      answers: { 200: answer('Signed in.', Session, { ada }) },
      problems: ['not_signed_in', 'forbidden'],
    }),
    async (request, reply) => {
      const { email, password } = request.body;
      const signed = await notTooOften(reply, () => signIn(house, { email, password, address: request.ip }));
      if (signed === 'nobody') throw new RequestProblem('not_signed_in', 'The address or the password is wrong.');
      if (signed === 'nowhere') {
        throw new RequestProblem('forbidden', 'You belong to no account any more. Ask an owner to invite you.');
      }
      return welcome(parts, request, reply, signed);
    },
  );

  server.delete(
    '/session',
    declared({
      permission: 'signed_in',
      by: 'people',
      tag: 'Session',
      operationId: 'signOut',
      summary: 'Sign out',
      description: 'Ends the session.',
      answers: { 204: noContent('The session has ended.') },
    }),
    async ({ broker }, reply) => {
      if (broker.sessionId !== null) await endSession(pool, broker.sessionId);
      clearSessionCookie(reply, parts);
      return reply.code(204).send();
    },
  );

  server.put<{ Body: AccountChoice }>(
    '/session/account',
    declared({
      permission: 'signed_in',
      by: 'people',
      tag: 'Session',
      operationId: 'chooseAccount',
      summary: 'Work for another account',
      description: 'Moves the session to another account that the person belongs to.',
      body: AccountChoice,
      answers: { 200: answer('Moved.', Session, { ada }) },
      problems: ['not_found'],
    }),
    async (request) => {
      const { sessionId, personId } = request.broker;
      const memberships = await listMemberships(pool, personId ?? '');
      const chosen = memberships.find(({ accountId }) => accountId === request.body.account_id);
      if (chosen === undefined || sessionId === null)
        throw new RequestProblem('not_found', 'You have no such account.');
      await moveSession(pool, sessionId, chosen.accountId);
      return sessionBody(parts, (await identify(parts, request)) ?? request.broker);
    },
  );

  server.post<{ Body: PasswordChange }>(
    '/password',
    declared({
      permission: 'signed_in',
      by: 'people',
      tag: 'Session',
      operationId: 'changePassword',
      summary: 'Change your password',
      description: 'Ends all your other sessions.',
      body: PasswordChange,
      answers: { 204: noContent('The password is changed.') },
    }),
    async (request, reply) => {
      const { personId, sessionId } = request.broker;
      const who = { personId: personId ?? '', sessionId: sessionId ?? '', address: request.ip };
      const words = { current: request.body.current_password, next: request.body.new_password };
      const fault = await notTooOften(reply, () => changePassword(house, who, words));
      if (fault !== null) throw new RequestProblem('malformed', [fault]);
      return reply.code(204).send();
    },
  );
}

/** Whoever has just signed in gets their cookie, and is told who they are. A session that they had before ends. */
export async function welcome(
  parts: BrokerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { token, endsAt }: SignedIn,
): Promise<Session> {
  const { pool, clock, session } = parts.house;
  const before = request.signedIn?.sessionId ?? null;
  if (before !== null) await endSession(pool, before);
  const caller = await callerOfSession(pool, token, session, clock());
  if (caller === null) throw new RequestProblem('not_signed_in');
  setSessionCookie(reply, parts, token, endsAt);
  return sessionBody(parts, caller);
}

async function sessionBody({ house }: BrokerParts, caller: BrokerCaller): Promise<Session> {
  const memberships = caller.personId === null ? [] : await listMemberships(house.pool, caller.personId);
  return {
    kind: caller.kind,
    name: caller.name,
    person_id: caller.personId,
    account: { account_id: caller.accountId, name: caller.accountName },
    role: caller.role,
    permissions: [...caller.permissions],
    accounts: memberships.map(({ accountId, accountName, role }) => ({
      account_id: accountId,
      name: accountName,
      role,
    })),
  };
}
