// A test call to a marketplace, told in a sentence: whether it lets us in, or why there is nothing to call.
import type { AccountId, ConnectionId } from '../../core/order.ts';
import type { Tried as TriedCall } from '../../engine/trying.ts';
import type { Marketplace } from '../../marketplaces/dialect.ts';
import type { BrokerParts } from './broker.ts';
import { warningsAbout } from './other-confirmers.ts';
import { plainTrouble } from './plain-trouble.ts';
import type { Connection } from './schemas/connections.ts';
import type { Tried } from './schemas/declared.ts';

export async function tryMarketplace(
  parts: Pick<BrokerParts, 'engine' | 'pool' | 'pointsOfSale' | 'posDirectory'>,
  accountId: AccountId,
  connection: Connection,
  { name }: Marketplace,
): Promise<Tried> {
  const { marketplace, connection_id: id } = connection;
  const warnings = await warningsAbout(parts, accountId, marketplace);
  if (!connection.lists_sales) {
    return { came: 'nothing_to_call', sentence: whyNothing(name, connection), calls: [], warnings };
  }
  const tried = connection.has_credentials
    ? await parts.engine.tryConnection({ accountId, connectionId: id as ConnectionId, marketplace })
    : null;
  if (tried === null) return { came: 'no_credentials', sentence: lacking(name), calls: [], warnings };
  return { came: tried.came, sentence: sentenceOf(name, tried), calls: callsOf(tried), warnings };
}

function lacking(name: string): string {
  return `${name} cannot be called yet: enter credentials for it.`;
}

function whyNothing(name: string, { calls_path: calls, notices_path: notices }: Connection): string {
  const doors = [calls, notices].filter((path) => path !== null).join(' and ');
  return `${name} has nothing that could be read: it calls us, at ${doors}. Its first call with the key shows that it works.`;
}

function sentenceOf(name: string, tried: TriedCall): string {
  const { came } = tried;
  const detail = plainTrouble(tried.detail);
  switch (came) {
    case 'works':
      return `${name} let us in and showed its list of sales. Nothing was changed there.`;
    case 'refused':
      return `${name} answered, and does not let us in: ${detail}. Look at the credentials.`;
    case 'not_reached':
      return `${name} was not reached: ${detail}.`;
    case 'no_answer':
      return `${name} gave no answer that can be read: ${detail}.`;
  }
}

export function callsOf({ exchanges }: Pick<TriedCall, 'exchanges'>): Tried['calls'] {
  return exchanges.map(({ request, response, failure, tookMs }) => ({
    line: request.line,
    status: response?.status ?? null,
    failure: failure ?? null,
    took_ms: tookMs ?? null,
  }));
}
