// What marketplaces and POS systems are called, for people.
import type { Marketplace } from '../../marketplaces/dialect.ts';
import type { Pos } from '../../pos/pos.ts';
import type { Names } from './order-body.ts';

export function namesOf(parts: {
  marketplaces: ReadonlyMap<string, Pick<Marketplace, 'name'>>;
  pointsOfSale: ReadonlyMap<string, Pick<Pos, 'name'>>;
}): Names {
  return {
    marketplace: (slug) => parts.marketplaces.get(slug)?.name ?? slug,
    pos: (slug) => parts.pointsOfSale.get(slug)?.name ?? slug,
  };
}
