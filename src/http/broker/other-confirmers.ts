// Whether a POS of the account confirms orders itself for a marketplace that Holdfast confirms for too: asked whenever one of the
// two is tried, because both would act on every sale.
import { askForConfirmers, type Confirmers, warningsOf } from '../../connections/two-confirmers.ts';
import type { AccountId } from '../../core/order.ts';
import { readPointsOfSale } from '../../db/points-of-sale.ts';
import type { BrokerParts } from './broker.ts';

type Parts = Pick<BrokerParts, 'pool' | 'pointsOfSale' | 'posDirectory'>;

/** Null: this POS is not connected, has no such switch, or does not show it. */
export async function confirmersAt(
  { pointsOfSale, posDirectory }: Parts,
  accountId: AccountId,
  slug: string,
  marketplaces: readonly string[],
): Promise<Confirmers | null> {
  const pos = pointsOfSale.get(slug);
  const opened = pos && (await posDirectory.opened(accountId, slug));
  return opened ? askForConfirmers(pos, opened.remote, marketplaces) : null;
}

/** What must be seen to before this marketplace is sold on; of every POS of the account. */
export async function warningsAbout(parts: Parts, accountId: AccountId, marketplace: string): Promise<string[]> {
  const points = await readPointsOfSale(parts.pool, accountId);
  const asked = await Promise.all(points.map(({ pos }) => confirmersAt(parts, accountId, pos, [marketplace])));
  return asked.flatMap((confirmers) => (confirmers ? sentencesOf(confirmers) : []));
}

/** Without the marks by which the command line makes them stand out. */
export function sentencesOf(confirmers: Confirmers): string[] {
  return warningsOf(confirmers).flatMap((line) => (line === '' ? [] : [line.replace(/^!! /, '')]));
}
