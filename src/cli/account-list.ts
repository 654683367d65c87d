import { accountNames } from '../db/accounts.ts';
import type { Command } from './command.ts';
import { databaseNamedBy, withDatabase } from './database.ts';

const mostShown = 1_000;

export const accountList: Command = {
  summary: 'lists the accounts, with their ids',
  usage: '',
  help: `
Lists the accounts by name, the first 1,000, each with the id by which other
commands know it (--account).

  holdfast account list`,
  options: {},
  async run(invocation) {
    const accounts = await withDatabase(invocation, (pool) => accountNames(pool, mostShown));
    return {
      document: { accounts: accounts.map(({ accountId, name }) => ({ account_id: accountId, name })) },
      text:
        accounts.map(({ accountId, name }) => `${accountId}  ${name}`).join('\n') ||
        `There are no accounts in ${databaseNamedBy(invocation.environment)}. "holdfast account create NAME" makes one.`,
    };
  },
};
