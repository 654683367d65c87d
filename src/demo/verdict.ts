// What the demo may say of itself at its end, from its own report: that the books agree only where every deal has come to its
// end and can be compared.
import type { DemoReport } from './report.ts';

type Verdict = {
  /** Whether everything came to its end, and all of it agrees. */
  isSound: boolean;
  lines: { isGood: boolean; text: string }[];
};

/** So many of the deals that are still open are named; all of them are in the document. */
const mostNamed = 10;

export function verdictOf({ books, orders, violations }: Pick<DemoReport, 'books' | 'orders' | 'violations'>): Verdict {
  const { compared, differences, unfinished } = books;
  const bad = (text: string) => ({ isGood: false, text });
  const good = (text: string) => ({ isGood: true, text });
  const open = unfinished.length;
  const lines = [...differences.map(bad), ...unfinished.slice(0, mostNamed).map(bad)];
  if (open > 0) lines.push(bad(`${openWords(open)} still open, so the books cannot be compared in full.`));
  else if (differences.length === 0) lines.push(good(`All books compared, ${compared} lines: they agree.`));
  if (violations.length === 0) lines.push(good(`Every invariant recomputed over ${orders} orders: no violation.`));
  else lines.push(...violations.map(({ invariant, sentence }) => bad(`${invariant}: ${sentence}`)));
  return { isSound: lines.every(({ isGood }) => isGood), lines };
}

/** Such as "1 deal is" or "3 deals are". */
export function openWords(count: number): string {
  return count === 1 ? '1 deal is' : `${count} deals are`;
}
