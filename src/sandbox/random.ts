// Chance that can be repeated: the same seed draws the same numbers, so that a run that failed can be run again.

export type Random = {
  /** A number in [0, 1). */
  next(): number;
  /** True at the given rate, from 0 (never) to 1 (always). */
  chance(rate: number): boolean;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** One of the items. Throws when there are none. */
  pick<Item>(items: readonly Item[]): Item;
};

export function seededRandom(seed: string | number): Random {
  const next = mulberry32(hashOf(String(seed)));
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    chance: (rate) => next() < rate,
    between,
    pick(items) {
      if (items.length === 0) throw new Error('there is nothing to pick from');
      return items[between(0, items.length - 1)] as (typeof items)[number];
    },
  };
}

/** Mulberry32: 32 bits of state, good enough to vary what shoppers do. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a: seeds that differ in one character draw different numbers. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
