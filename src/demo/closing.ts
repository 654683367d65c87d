// Closes the demo's books: looks at all of them until every deal has come to its end, for a bounded time, and says so meanwhile.
import { setTimeout as wait } from 'node:timers/promises';
import type { Comparison } from '../sandbox/compare-books.ts';
import type { SalesComparison } from '../sandbox/compare-sales.ts';
import { openWords } from './verdict.ts';

/** After closing, how long the last deals may take to come to their ends. */
const endsWithinMs = 30_000;
const looksEveryMs = 250;
const tellsEveryMs = 2_000;

/** Resolves with what the last look showed, be there deals open or not. */
export async function closeBooks(
  look: () => Promise<Comparison>,
  tell: (line: string) => void,
  mostMs = endsWithinMs,
): Promise<Comparison> {
  const giveUpAt = performance.now() + mostMs;
  for (let tellAt = performance.now(); ; ) {
    const books = await look();
    const open = books.unfinished.length;
    const now = performance.now();
    // Of a sale that has just been taken back, one side may not have heard yet.
    if (open + books.differences.length === 0 || now >= giveUpAt) return books;
    if (open > 0 && now >= tellAt) {
      tellAt = now + tellsEveryMs;
      tell(
        `${openWords(open)} still open; the demo waits for ${open === 1 ? 'it' : 'them'}, ${secondsTo(giveUpAt)} s at most.`,
      );
    }
    await wait(looksEveryMs);
  }
}

function secondsTo(end: number): number {
  return Math.ceil((end - performance.now()) / 1_000);
}

export function addUp(books: Comparison, sales: readonly SalesComparison[]): Comparison {
  return {
    compared: sales.reduce((sum, { compared }) => sum + compared, books.compared),
    differences: [...books.differences, ...sales.flatMap(({ differences }) => differences)],
    unfinished: [...books.unfinished, ...sales.flatMap(({ unfinished }) => unfinished)],
  };
}
