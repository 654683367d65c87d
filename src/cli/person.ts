// The people of an account from the command line, beside a running hub: the way back in when nobody can sign in.
import { readConfig } from '../config.ts';
import type { AccountId } from '../core/order.ts';
import { type Role, roles } from '../core/permissions.ts';
import { findPersonByEmail, listMembers } from '../db/people.ts';
import { takeOut } from '../people/members.ts';
import { addressOfLink, invite, offerNewPassword } from '../people/one-time-links.ts';
import { plainEmail } from '../people/sign-in.ts';
import { type Command, Failed, type Invocation, onlyArgument, type Result, required, WrongUsage } from './command.ts';
import { namedAccount, withDatabase } from './database.ts';
import { doerAtTheCommandLine } from './doer.ts';

export const personList: Command = {
  summary: 'lists the people of an account',
  usage: '--account ID',
  help: `
Lists who belongs to an account, owners first.

  holdfast person list --account ID`,
  options: { account: { type: 'string' } },
  async run(invocation) {
    const members = await withDatabase(invocation, async (pool) =>
      listMembers(pool, (await namedAccount(pool, invocation)) as AccountId),
    );
    const people = members.map(({ personId, email, name, role, since }) => {
      return { person_id: personId, email, name, role, since: new Date(since).toISOString() };
    });
    const lines = people.map(({ email, name, role, since }) => `${role.padEnd(8)}  ${email}  ${name}  since ${since}`);
    return {
      document: { people },
      text: lines.join('\n') || 'Nobody belongs to this account yet. "holdfast person invite" invites somebody.',
    };
  },
};

export const personInvite: Command = {
  summary: 'invites somebody to an account',
  usage: '--account ID --role owner|operator|viewer EMAIL',
  help: `
Makes a link by which somebody joins an account, once, within seven days. Send
it to them.

  viewer     may see everything
  operator   may act on orders, holds, listings, alerts and waivers too
  owner      may manage connections, POS systems, alert channels, settings,
             people and tokens too

  holdfast person invite --account ID --role operator ada@broker.example`,
  options: { account: { type: 'string' }, role: { type: 'string' } },
  async run(invocation) {
    const email = namedEmail(invocation);
    const role = namedRole(invocation);
    const invited = await withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      return invite(pool, { accountId, email, role }, doerAtTheCommandLine(), Date.now());
    });
    if (invited === null) throw new Failed(`${email} belongs to this account already.`);
    return linkResult(invocation, invited, `${email} joins as ${role} by this link, once, within seven days:`);
  },
};

export const personRemove: Command = {
  summary: 'takes somebody out of an account',
  usage: '--account ID EMAIL',
  help: `
Takes somebody out of an account, and ends their sessions there at once. The
last owner stays: invite another first.

  holdfast person remove --account ID ada@broker.example`,
  options: { account: { type: 'string' } },
  async run(invocation) {
    const email = namedEmail(invocation);
    const taken = await withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      const person = await findPersonByEmail(pool, email);
      if (person === null) return 'no_such_person';
      return takeOut(pool, { accountId, personId: person.personId, by: doerAtTheCommandLine(), now: Date.now() });
    });
    if (taken === 'no_such_person')
      throw new Failed(`${email} does not belong to this account. "holdfast person list" shows who does.`);
    if (taken === 'last_owner') throw new Failed(`${email} is the last owner. Invite another owner first.`);
    return { document: { email, removed: true }, text: `${taken.name} (${email}) is out, and signed out.` };
  },
};

export const personPasswordLink: Command = {
  summary: 'makes a link by which somebody sets another password',
  usage: 'EMAIL',
  help: `
Makes a link by which a person sets another password, once, within a day. Give
it to nobody else: whoever opens it first has their place. Every session of
theirs ends when it is used.

  holdfast person password-link ada@broker.example`,
  options: {},
  async run(invocation) {
    const email = namedEmail(invocation);
    const offered = await withDatabase(invocation, async (pool) => {
      const person = await findPersonByEmail(pool, email);
      return person && offerNewPassword(pool, person, doerAtTheCommandLine(), Date.now());
    });
    if (offered === null) throw new Failed(`There is nobody with the address ${email}.`);
    return linkResult(invocation, offered, `${email} sets another password by this link, once, within a day:`);
  },
};

function namedEmail(invocation: Invocation): string {
  const email = plainEmail(onlyArgument(invocation, 'EMAIL'));
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(email) || email.length > 254)
    throw new WrongUsage(`"${email}" is no e-mail address`);
  return email;
}

function namedRole(invocation: Invocation): Role {
  const named = required(invocation, 'role');
  const role = roles.find((one) => one === named);
  if (role === undefined) throw new WrongUsage(`there is no role "${named}"; there are: ${roles.join(', ')}`);
  return role;
}

type Offered = Awaited<ReturnType<typeof offerNewPassword>>;

/** The address is where the hub with these settings is reached; a hub behind a proxy has PUBLIC_URL. */
function linkResult({ environment }: Invocation, { link, token }: Offered, sentence: string): Result {
  const { host, port, alerts } = readConfig(environment);
  const address = addressOfLink(alerts.publicUrl ?? `http://${host}:${port}`, link, token);
  const document = { link: address, expires_at: new Date(link.expiresAt).toISOString() };
  return { document, text: `${sentence}\n\n  ${address}\n` };
}
