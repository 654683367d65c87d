// A marketplace as a coloured dot and its name. The same one has the same colour everywhere: the colours are dealt out in the
// order of the hub's own list, from a palette that the colour-blind can tell apart.
import { createContext, useContext } from 'react';
import styles from './marketplace.module.css';

/** By slug; `rank` is the place in the hub's list. */
export const MarketplacesContext = createContext<ReadonlyMap<string, { name: string; rank: number }>>(new Map());

const colourCount = 12;

export function useMarketplace(slug: string): { name: string; colour: string } {
  const { name, rank } = useContext(MarketplacesContext).get(slug) ?? { name: slug, rank: colourCount - 1 };
  return { name, colour: `var(--dot-${(rank % colourCount) + 1})` };
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
