// Another password, by a link that the operator made.
import type { FastifyInstance } from 'fastify';
import type { LinkRow } from '../../db/one-time-links.ts';
import { type PersonRow, readPerson } from '../../db/people.ts';
import { setPasswordByLink } from '../../people/new-password.ts';
import { openLink } from '../../people/one-time-links.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared, noContent } from './declared.ts';
import { LinkParams } from './schemas/joining.ts';
import { NewPassword, PasswordLink } from './schemas/password-links.ts';
import { notTooOften } from './too-often.ts';

const link: PasswordLink = { email: 'ada@broker.example', expires_at: '2026-11-23T20:14:03.120Z' };
const shared = { permission: 'anyone', tag: 'Session', params: LinkParams } as const;

export function passwordLinkRoutes(server: FastifyInstance, parts: BrokerParts): void {
  server.get<{ Params: LinkParams }>(
    '/password/:token',
    declared({
      ...shared,
      operationId: 'lookAtPasswordLink',
      summary: 'Look at a password link',
      description: 'Whose password a link is for. Looking does not use it up.',
      answers: { 200: answer('The link is open.', PasswordLink, { link }) },
      problems: ['not_found'],
    }),
    async ({ params }) => {
      const found = await linkOf(parts, params);
      return { email: found.person.email, expires_at: new Date(found.link.expiresAt).toISOString() };
    },
  );

  server.post<{ Params: LinkParams; Body: NewPassword }>(
    '/password/:token',
    declared({
      ...shared,
      operationId: 'setPassword',
      summary: 'Set another password',
      description: 'Uses the link up, and ends every session of the person, who then signs in anew.',
      body: NewPassword,
      answers: { 204: noContent('The password is set.') },
      problems: ['not_found'],
    }),
    async ({ params, body }, reply) => {
      const found = await linkOf(parts, params);
      const { password } = body;
      const fault = await notTooOften(reply, () => setPasswordByLink(parts.house, found.link, found.person, password));
      if (fault === 'link_used') throw new RequestProblem('not_found', noSuchLink);
      if (fault !== null) throw new RequestProblem('malformed', [{ field: 'password', ...fault }]);
      return reply.code(204).send();
    },
  );
}

const noSuchLink = 'This link is not open any more: it was used, or its time is over.';

async function linkOf({ house }: BrokerParts, { token }: LinkParams): Promise<{ link: LinkRow; person: PersonRow }> {
  const found = await openLink(house.pool, token, ['password'], house.clock());
  const person = found?.personId ? await readPerson(house.pool, found.personId) : null;
  if (found === null || person === null) throw new RequestProblem('not_found', noSuchLink);
  return { link: found, person };
}
