// Another password, by a link that the operator made, or that was asked for and came by e-mail.
import type { FastifyInstance } from 'fastify';
import type { LinkRow } from '../../db/one-time-links.ts';
import { type PersonRow, readPerson } from '../../db/people.ts';
import { forgotPassword, mayAskForLetter } from '../../people/forgotten-password.ts';
import { setPasswordByLink } from '../../people/new-password.ts';
import { addressOfLink, openLink } from '../../people/one-time-links.ts';
import { passwordMail } from '../../people/password-mail.ts';
import { plainEmail } from '../../people/sign-in.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared, noContent } from './declared.ts';
import { LinkParams } from './schemas/joining.ts';
import { ForgottenPassword, NewPassword, PasswordLink } from './schemas/password-links.ts';
import { notTooOften } from './too-often.ts';

const link: PasswordLink = { email: 'ada@broker.example', expires_at: '2026-11-23T20:14:03.120Z' };
const shared = { permission: 'anyone', tag: 'Session', params: LinkParams } as const;

export function passwordLinkRoutes(server: FastifyInstance, parts: BrokerParts): void {
  server.post<{ Body: ForgottenPassword }>(
    '/password-links',
    declared({
      permission: 'anyone',
      tag: 'Session',
      operationId: 'forgotPassword',
      summary: 'Ask for another password',
      description:
        'Sends a link by which another password can be set to the e-mail address, if somebody here has it. The answer is the same when nobody has. Where the hub sends no mail, the operator makes the link: `holdfast person password-link ADDRESS`.',
      body: ForgottenPassword,
      answers: { 204: noContent('If somebody here has this address, a letter is on its way.') },
      problems: ['conflict'],
    }),
    async (request, reply) => {
      const letters = lettersOf(parts);
      if (letters === null) {
        throw new RequestProblem('conflict', 'This hub sends no such letters. Its operator can make a link.');
      }
      const { email } = request.body;
      await notTooOften(reply, async () => mayAskForLetter(parts.house, { email, address: request.ip }));
      // Nobody waits for the link and the letter: how long they take would tell whether there is anybody.
      void sendLetter(parts, letters, email).catch((trouble) => parts.onTrouble(trouble, sendingALink));
      return reply.code(204).send();
    },
  );

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

type Letters = { sendMail: NonNullable<BrokerParts['alertDoors']['sendMail']>; publicUrl: string };

/**
 * Null: none can be sent. The operator must have said where the hub is: an address that came with a stranger's call could
 * lead the person, with the link, to the stranger.
 */
export function lettersOf({ alertDoors, publicUrl }: BrokerParts): Letters | null {
  const { sendMail } = alertDoors;
  return sendMail === null || publicUrl === null ? null : { sendMail, publicUrl };
}

const sendingALink = 'sending a link for another password';

async function sendLetter(
  { house, onTrouble }: BrokerParts,
  { sendMail, publicUrl }: Letters,
  email: string,
): Promise<void> {
  const made = await forgotPassword(house, email);
  if (made === null) return;
  const { link, token } = made;
  const letter = { ...passwordMail(link, addressOfLink(publicUrl, link, token)), messageId: link.linkId };
  const sent = await sendMail(plainEmail(email), letter);
  if (!sent.isDelivered) onTrouble(new Error(sent.answer), sendingALink);
}

const noSuchLink = 'This link is not open any more: it was used, or its time is over.';

async function linkOf({ house }: BrokerParts, { token }: LinkParams): Promise<{ link: LinkRow; person: PersonRow }> {
  const found = await openLink(house.pool, token, ['password'], house.clock());
  const person = found?.personId ? await readPerson(house.pool, found.personId) : null;
  if (found === null || person === null) throw new RequestProblem('not_found', noSuchLink);
  return { link: found, person };
}
