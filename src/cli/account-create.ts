import { randomUUID } from 'node:crypto';
import { insertAccount } from '../db/accounts.ts';
import { type Command, onlyArgument, WrongUsage } from './command.ts';
import { withDatabase } from './database.ts';

export const accountCreate: Command = {
  summary: 'makes an account for a broker',
  usage: 'NAME',
  help: `
Makes an account. A broker has one; listings, connections and orders belong to
it.

  holdfast account create "Front Row Tickets"`,
  options: {},
  async run(invocation) {
    const name = onlyArgument(invocation, 'NAME');
    if (name.length > 200) throw new WrongUsage('NAME is longer than 200 characters');
    const accountId = randomUUID();
    await withDatabase(invocation, (pool) => insertAccount(pool, accountId, name));
    return {
      document: { account_id: accountId },
      text: `Account "${name}" is ${accountId}.\nNext: holdfast import --account ${accountId} LISTINGS.csv`,
    };
  },
};
