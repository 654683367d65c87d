// Invitations: owners make them and take them back. The link is shown once, and sent by e-mail where there is a mail server.
import type { FastifyInstance } from 'fastify';
import { type LinkRow, listInvitations } from '../../db/one-time-links.ts';
import { doerOf } from '../../people/caller.ts';
import { invitationMail } from '../../people/invitation-mail.ts';
import { addressOfLink, invite, takeBackInvitation } from '../../people/one-time-links.ts';
import { plainEmail } from '../../people/sign-in.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared, noContent } from './declared.ts';
import { publicAddress } from './own-pages.ts';
import { type Invitation, InvitationParams, InvitationRequest, Invitations, NewInvitation } from './schemas/people.ts';

const grace: Invitation = {
  invitation_id: '0d8c3a52-9a61-4a53-8d0e-0f4b1f1f7c11',
  email: 'grace@broker.example',
  role: 'operator',
  created_at: '2026-11-22T20:14:03.120Z',
  created_by: 'Ada Lovelace',
  expires_at: '2026-11-29T20:14:03.120Z',
};

const made: NewInvitation = {
  link: '/join/pQ3v0m5Wc1xS7yZ2aB4dE6fG8hJ0kL2nP4rT6uV8wXy',
  mail: 'off',
  ...grace,
};

const shared = { permission: 'manage', by: 'people', tag: 'People' } as const;

export function invitationRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const { pool, clock } = parts;

  server.get(
    '/invitations',
    declared({
      ...shared,
      operationId: 'listInvitations',
      summary: 'List invitations',
      description: 'Invitations that are still open, newest first.',
      answers: { 200: answer('The invitations.', Invitations, { invitations: { items: [grace] } }) },
    }),
    async ({ broker }) => ({
      items: (await listInvitations(pool, broker.accountId, clock())).map(invitationBody),
    }),
  );

  server.post<{ Body: InvitationRequest }>(
    '/invitations',
    declared({
      ...shared,
      operationId: 'invite',
      summary: 'Invite somebody',
      description:
        'Makes a link by which that person joins, once, within seven days. An older invitation of the same address is void from then on.',
      body: InvitationRequest,
      answers: { 201: answer('Invited.', NewInvitation, { made }) },
      problems: ['conflict'],
    }),
    async (request, reply) => {
      const { broker, body } = request;
      const whom = { accountId: broker.accountId, email: plainEmail(body.email), role: body.role };
      const invited = await invite(pool, whom, doerOf(broker), clock());
      if (invited === null) throw new RequestProblem('conflict', `${whom.email} belongs to this account already.`);
      const { link, token } = invited;
      const address = addressOfLink(publicAddress(request, parts), link, token);
      const letter = { ...invitationMail({ link, address, accountName: broker.accountName }), messageId: link.linkId };
      const { sendMail } = parts.alertDoors;
      const sent = sendMail && (await sendMail(whom.email, letter));
      const mail = sent === null ? 'off' : sent.isDelivered ? 'sent' : 'failed';
      return reply.code(201).send({ link: address, mail, ...invitationBody(link) });
    },
  );

  server.delete<{ Params: InvitationParams }>(
    '/invitations/:invitation_id',
    declared({
      ...shared,
      operationId: 'withdrawInvitation',
      summary: 'Withdraw an invitation',
      description: 'Its link opens nothing from then on.',
      params: InvitationParams,
      answers: { 204: noContent('The invitation is void.') },
      problems: ['not_found'],
    }),
    async ({ broker, params }, reply) => {
      const isWithdrawn = await takeBackInvitation(
        pool,
        broker.accountId,
        params.invitation_id,
        doerOf(broker),
        clock(),
      );
      if (!isWithdrawn) throw new RequestProblem('not_found', 'There is no such open invitation to this account.');
      return reply.code(204).send();
    },
  );
}

function invitationBody({ linkId, email, role, createdAt, createdBy, expiresAt }: LinkRow): Invitation {
  return {
    invitation_id: linkId,
    email: email ?? '',
    role: role ?? 'viewer',
    created_at: new Date(createdAt).toISOString(),
    created_by: createdBy,
    expires_at: new Date(expiresAt).toISOString(),
  };
}
