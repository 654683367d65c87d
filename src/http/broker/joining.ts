// The ways in: signing up where the operator allows it, and the links of the first owner and of those who are invited.
import type { FastifyInstance } from 'fastify';
import { nameOfAccount } from '../../db/accounts.ts';
import type { LinkRow } from '../../db/one-time-links.ts';
import { findPersonByEmail } from '../../db/people.ts';
import {
  acceptInvitation,
  accountOfFirstOwner,
  becomeFirstOwner,
  isInvitation,
  type Newcomer,
  type NotJoined,
  signUp,
} from '../../people/joining.ts';
import { openLink } from '../../people/one-time-links.ts';
import type { SignedIn } from '../../people/sign-in.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared } from './declared.ts';
import { lettersOf } from './password-links.ts';
import { Join, LinkParams, OpenLink, SignUp, SignUpChoice } from './schemas/joining.ts';
import { Session } from './schemas/session.ts';
import { ada, welcome } from './session.ts';
import { notTooOften } from './too-often.ts';

const invitation: OpenLink = {
  kind: 'invitation',
  role: 'operator',
  account_name: 'Front Row Tickets',
  email: 'ada@broker.example',
  is_known: false,
  expires_at: '2026-11-29T20:14:03.120Z',
};

const firstOwner: OpenLink = {
  kind: 'first_owner',
  role: 'owner',
  account_name: null,
  email: null,
  is_known: false,
  expires_at: '2026-11-25T20:14:03.120Z',
};

const shared = { permission: 'anyone', tag: 'Session' } as const;

export function joiningRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const { house } = parts;

  server.get(
    '/sign-up',
    declared({
      ...shared,
      operationId: 'getSignUp',
      summary: 'See whether one can sign up',
      description: 'Whether the operator lets anyone make an account on this hub.',
      answers: { 200: answer('Whether it is open.', SignUpChoice, { closed: { is_open: false, sends_mail: true } }) },
    }),
    async () => ({ is_open: house.signUp === 'open', sends_mail: lettersOf(parts) !== null }),
  );

  server.post<{ Body: SignUp }>(
    '/sign-up',
    declared({
      ...shared,
      operationId: 'signUp',
      summary: 'Sign up',
      description: 'Makes an account with its first owner, and signs them in.',
      body: SignUp,
      answers: { 201: answer('Made, and signed in.', Session, { ada }) },
      problems: ['forbidden'],
    }),
    async (request, reply) => {
      if (house.signUp !== 'open') throw new RequestProblem('forbidden', 'Here one joins by invitation.');
      const { account_name: accountName, ...rest } = request.body;
      const joined = await notTooOften(reply, () => signUp(house, { ...rest, accountName, address: request.ip }));
      return reply.code(201).send(await welcome(parts, request, reply, whoJoined(joined)));
    },
  );

  server.get<{ Params: LinkParams }>(
    '/join/:token',
    declared({
      ...shared,
      operationId: 'lookAtInvitation',
      summary: 'Look at an invitation',
      description: 'To which account a link invites, in which role. Looking does not use it up.',
      params: LinkParams,
      answers: { 200: answer('The link is open.', OpenLink, { invitation, firstOwner }) },
      problems: ['not_found'],
    }),
    async ({ params }) => {
      const link = await linkOf(parts, params);
      const { email } = link;
      return {
        kind: link.kind,
        role: link.role ?? 'owner',
        account_name: await accountNameOf(parts, link),
        email,
        is_known: email !== null && (await findPersonByEmail(house.pool, email)) !== null,
        expires_at: new Date(link.expiresAt).toISOString(),
      };
    },
  );

  server.post<{ Params: LinkParams; Body: Join }>(
    '/join/:token',
    declared({
      ...shared,
      operationId: 'join',
      summary: 'Join by invitation',
      description:
        'Uses the link up: the person joins, and is signed in. A person who is here already gives their own password and nothing else.',
      params: LinkParams,
      body: Join,
      answers: { 201: answer('Joined, and signed in.', Session, { ada }) },
      problems: ['not_found'],
    }),
    async (request, reply) => {
      const link = await linkOf(parts, request.params);
      const joined = await notTooOften(reply, () => enter(parts, link, request.body, request.ip));
      return reply.code(201).send(await welcome(parts, request, reply, whoJoined(joined)));
    },
  );
}

const noSuchLink = 'This link is not open any more: it was used or withdrawn, or its time is over.';

async function linkOf({ house }: BrokerParts, { token }: LinkParams): Promise<LinkRow> {
  const link = await openLink(house.pool, token, ['first_owner', 'invitation'], house.clock());
  if (link === null) throw new RequestProblem('not_found', noSuchLink);
  return link;
}

async function accountNameOf({ house }: BrokerParts, { accountId }: LinkRow): Promise<string | null> {
  if (accountId !== null) return nameOfAccount(house.pool, accountId);
  return (await accountOfFirstOwner(house.pool))?.name ?? null;
}

function enter({ house }: BrokerParts, link: LinkRow, body: Join, address: string): Promise<SignedIn | NotJoined> {
  const { account_name: accountName, email, ...rest } = body;
  if (isInvitation(link)) return acceptInvitation(house, link, { ...rest, address });
  if (email === undefined) throw new RequestProblem('malformed', [{ field: 'email', message: 'is missing' }]);
  const newcomer: Newcomer = { ...rest, email, address, ...(accountName === undefined ? {} : { accountName }) };
  return becomeFirstOwner(house, link, newcomer);
}

function whoJoined(joined: SignedIn | NotJoined): SignedIn {
  if (!('why' in joined)) return joined;
  if (joined.why === 'link_used') throw new RequestProblem('not_found', noSuchLink);
  throw new RequestProblem('malformed', [{ field: joined.field, message: joined.message }]);
}
