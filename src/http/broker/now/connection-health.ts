// How a connection is, as one word and one sentence.
import type { ConnectionNow } from '../../../db/now.ts';
import type { Marketplace } from '../../../marketplaces/dialect.ts';
import { plainTrouble } from '../plain-trouble.ts';
import type { ConnectionHealth } from '../schemas/now.ts';
import { timeOf } from '../times.ts';

export function connectionHealth(
  connection: ConnectionNow,
  marketplaces: ReadonlyMap<string, Pick<Marketplace, 'name' | 'orderIntegration'>>,
): ConnectionHealth {
  const { connectionId, marketplace, lastOrderAt, noticedAt, readAt, pausedAt } = connection;
  const declared = marketplaces.get(marketplace);
  const name = declared?.name ?? marketplace;
  const asksFirst = declared?.orderIntegration !== undefined;
  return {
    connection_id: connectionId,
    marketplace,
    name,
    rank: Math.max(0, [...marketplaces.keys()].indexOf(marketplace)),
    ...standingOf(connection, name, asksFirst),
    paused_at: timeOf(pausedAt),
    last_order_at: timeOf(lastOrderAt),
    last_notice_at: timeOf(noticedAt),
    last_read_at: timeOf(readAt),
  };
}

function standingOf(
  { alert, trouble, lastOrderAt, noticedAt, readAt, pausedAt }: ConnectionNow,
  name: string,
  asksFirst: boolean,
): Pick<ConnectionHealth, 'is' | 'sentence'> {
  if (alert !== null) {
    const is = alert.kind === 'connection_refused' ? 'refused' : 'troubled';
    return { is, sentence: alert.sentence };
  }
  if (pausedAt !== null) return { is: 'paused', sentence: pausedSentence(name, asksFirst) };
  if (trouble !== null)
    return { is: 'troubled', sentence: `${name}’s list of sales cannot be read: ${plainTrouble(trouble)}.` };
  if (lastOrderAt === null && noticedAt === null && readAt === null)
    return { is: 'quiet', sentence: `Nothing was heard from ${name} yet.` };
  return { is: 'well', sentence: `${name} works.` };
}

function pausedSentence(name: string, asksFirst: boolean): string {
  const meanwhile = asksFirst
    ? `${name} is told no when it asks for tickets, and its list of sales is left alone`
    : `the list of sales of ${name} is left alone, and it may go on selling`;
  return `Paused: ${meanwhile}. What it has sold is still worked.`;
}
