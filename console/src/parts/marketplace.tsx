// A marketplace as a coloured dot and its name. The same one has the same colour everywhere: the colours are dealt out in the
// order of the hub's own list, from a palette that the colour-blind can tell apart.
import { createContext, useContext } from 'react';
import styles from './marketplace.module.css';

/** Slug → name, in the order of the hub's list. */
export const MarketplacesContext = createContext<ReadonlyMap<string, string>>(new Map());

const colourCount = 12;

export function useMarketplace(slug: string): { name: string; colour: string } {
  const marketplaces = useContext(MarketplacesContext);
  const place = [...marketplaces.keys()].indexOf(slug);
  const colour = `var(--dot-${(place < 0 ? 0 : place % colourCount) + 1})`;
  return { name: marketplaces.get(slug) ?? slug, colour };
}

export function Marketplace({ slug }: { slug: string }) {
  const { name, colour } = useMarketplace(slug);
  return (
    <span className={styles.marketplace}>
      <span className={styles.dot} style={{ background: colour }} aria-hidden="true" />
      <span className="one-line">{name}</span>
    </span>
  );
}
