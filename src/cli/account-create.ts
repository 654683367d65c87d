import { randomUUID } from 'node:crypto';
import { accountsCalled, insertAccount } from '../db/accounts.ts';
import { type Command, onlyArgument, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';

export const accountCreate: Command = {
  summary: 'makes an account for a broker',
  usage: 'NAME',
  help: `
Makes an account. A broker has one; listings, connections and orders belong to
it. Names need not differ: where other accounts have this one already, their ids
are told. No account is ever removed.

  holdfast account create "Front Row Tickets"`,
  options: {},
  async run(invocation) {
    const name = onlyArgument(invocation, 'NAME');
    if (name.length > 200) throw new WrongUsage('NAME is longer than 200 characters');
    const accountId = randomUUID();
    const before = await withDatabase(invocation, async (pool) => {
      const called = await accountsCalled(pool, name);
      await insertAccount(pool, accountId, name);
      return called;
    });
    return {
      document: { account_id: accountId, ...(before.length > 0 ? { same_name: before } : {}) },
      text: `${madeText(name, accountId, before)}\nNext: holdfast import --account ${accountId} LISTINGS.csv`,
    };
  },
};

function madeText(name: string, accountId: string, before: readonly string[]): string {
  const made = `Account "${name}" is ${accountId}.`;
  if (before.length === 0) return made;
  return `${made}\nThis is another account: ${before.join(', ')} had that name before. If you meant that one, go on with its id.`;
}
