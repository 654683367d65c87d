// A test call to a POS, told in a sentence; and whether it confirms orders itself for a marketplace that we confirm for.
import type { AccountId } from '../../core/order.ts';
import { connectedMarketplaces } from '../../db/accounts.ts';
import { type Tried, tryPos } from '../../engine/trying.ts';
import type { Pos } from '../../pos/pos.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { callsOf } from './connection-test.ts';
import { confirmersAt, sentencesOf } from './other-confirmers.ts';
import { plainTrouble } from './plain-trouble.ts';
import type { TriedPos } from './schemas/points-of-sale.ts';

type Parts = Pick<BrokerParts, 'pool' | 'pointsOfSale' | 'posDirectory'>;

/** Refuses where the account has no such POS. */
export async function tryPointOfSale(parts: Parts, accountId: AccountId, slug: string): Promise<TriedPos> {
  const pos = parts.pointsOfSale.get(slug);
  if (pos?.kind === 'ledger') return inTheLedger(pos);
  const opened = pos && (await parts.posDirectory.opened(accountId, slug));
  if (!opened) throw new RequestProblem('not_found', 'The account is not connected to such a POS.');
  const tried = await tryPos(opened.remote);
  const said = { came: tried.came, sentence: sentenceOf(pos, tried), calls: callsOf(tried) };
  if (tried.came !== 'works') return { ...said, both_confirm: null, warnings: [] };
  const confirmers = await confirmersAt(parts, accountId, slug, await connectedMarketplaces(parts.pool, accountId));
  return { ...said, both_confirm: confirmers?.both ?? null, warnings: confirmers ? sentencesOf(confirmers) : [] };
}

function inTheLedger({ name }: Pick<Pos, 'name'>): TriedPos {
  const sentence = `${name} is inside Holdfast: there is nothing to call, and it works whenever the hub does.`;
  return { came: 'nothing_to_call', sentence, calls: [], both_confirm: null, warnings: [] };
}

function sentenceOf({ name }: Pick<Pos, 'name'>, tried: Tried): string {
  const { came } = tried;
  const detail = plainTrouble(tried.detail);
  switch (came) {
    case 'works':
      return `${name} let us in. Nothing was changed there.`;
    case 'refused':
      return `${name} answered, and does not let us in: ${detail}. Look at its settings.`;
    case 'not_reached':
      return `${name} was not reached: ${detail}.`;
    case 'no_answer':
      return `${name} gave no answer that can be read: ${detail}.`;
  }
}
