import { setPaused } from '../connections/connecting.ts';
import type { AccountId } from '../core/order.ts';
import { findConnection } from '../db/accounts.ts';
import { asksFirst, type Marketplace } from '../marketplaces/dialect.ts';
import { type Command, Failed, type Invocation, type Result } from './command.ts';
import { namedMarketplace } from './connect.ts';
import { namedAccount, withDatabase } from './database.ts';
import { doerAtTheCommandLine } from './doer.ts';

const options = { account: { type: 'string' }, marketplace: { type: 'string' } } as const;

export const connectionPause: Command = {
  summary: 'sells nothing new on a marketplace for a while',
  usage: '--account ID --marketplace SLUG',
  help: `
Pauses a connection until "holdfast connection resume": the marketplace is told
no when it asks for tickets, and its list of sales is left alone. What it has
sold already is still worked, and so is every sale of which it tells us: to stop
those, take your listings down there. Hubs notice within seconds. Safe to
repeat.

  holdfast connection pause --account ID --marketplace gametime`,
  options,
  run: (invocation) => pauseOrResume(invocation, true, pausedSentence),
};

export const connectionResume: Command = {
  summary: 'sells on a paused marketplace again',
  usage: '--account ID --marketplace SLUG',
  help: `
Ends a pause: the marketplace may ask for tickets again, and its list of sales
is read at once. Safe to repeat.

  holdfast connection resume --account ID --marketplace gametime`,
  options,
  run: (invocation) => pauseOrResume(invocation, false, resumedSentence),
};

function pausedSentence(marketplace: Marketplace): string {
  const { name } = marketplace;
  return asksFirst(marketplace)
    ? `${name} is paused: it is told no when it asks for tickets.`
    : `${name} is paused: its list of sales is left alone, and it may go on selling.`;
}

function resumedSentence(marketplace: Marketplace): string {
  const { name } = marketplace;
  return asksFirst(marketplace) ? `${name} may ask for tickets again.` : `The sales of ${name} are looked for again.`;
}

async function pauseOrResume(
  invocation: Invocation,
  isPaused: boolean,
  saying: (marketplace: Marketplace) => string,
): Promise<Result> {
  const marketplace = namedMarketplace(invocation);
  const connectionId = await withDatabase(invocation, async (pool) => {
    const accountId = (await namedAccount(pool, invocation)) as AccountId;
    const id = await findConnection(pool, accountId, marketplace.slug);
    const change = { accountId, by: doerAtTheCommandLine(), at: Date.now() };
    if (id !== null) await setPaused(pool, id, marketplace, isPaused, change);
    return id;
  });
  if (connectionId === null) {
    throw new Failed(`This account is not connected to ${marketplace.name}. "holdfast connect" does that.`);
  }
  return { document: { connection_id: connectionId, paused: isPaused }, text: saying(marketplace) };
}
