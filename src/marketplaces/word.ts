// Giving our word, confirm or reject, to a marketplace that does not say what it answers. An answer that does not show
// the sale as it should be now is followed by a look at the sale, and only what that shows counts.
import type { Outcome } from '../core/outcome.ts';
import type { MarketplaceRefusal, SaleSeen } from '../core/sale.ts';
import type { Conversation } from '../core/wire.ts';

export type Told<Answer> = Conversation<Answer, MarketplaceRefusal>;
export type Word = 'confirm' | 'reject';

export const standingAfter = { confirm: 'confirmed', reject: 'rejected' } as const;

type Saying = {
  word: Word;
  /** What the marketplace answered, read as far as it can be. */
  said: Told<SaleSeen>;
  /** Whether a look can tell more: not after silence, nor when we were not let in. */
  leavesAnOpenQuestion: boolean;
  look: () => Promise<Told<SaleSeen>>;
};

/** `done` only when the sale is shown as our word makes it; `refused` because it is over only when it is shown so. */
export async function settleWord({ word, said, leavesAnOpenQuestion, look }: Saying): Promise<Told<null>> {
  const { outcome } = said;
  if (isDone(word, outcome)) return { outcome: { kind: 'done', answer: null }, exchanges: said.exchanges };
  // It shows the sale, and not as it should be.
  const open: Unsettled =
    outcome.kind === 'done' ? { kind: 'unsure', detail: `the answer does not say that it did ${word} it` } : outcome;
  if (!leavesAnOpenQuestion) return { outcome: open, exchanges: said.exchanges };
  const looked = await look();
  return { outcome: judged(word, open, looked.outcome), exchanges: [...said.exchanges, ...looked.exchanges] };
}

type Seen = Outcome<SaleSeen, MarketplaceRefusal>;
type Unsettled = Exclude<Seen, { kind: 'done' }>;

/** Whatever the look does not settle stays as it was said; a look that told nothing leaves us where it ended. */
function judged(word: Word, said: Unsettled, looked: Seen): Outcome<null, MarketplaceRefusal> {
  if (isDone(word, looked)) return { kind: 'done', answer: null };
  if (looked.kind === 'unsure' || looked.kind === 'refused') return looked;
  const isOver =
    looked.kind === 'done' && (looked.answer.standing === 'rejected' || looked.answer.standing === 'cancelled');
  return isOver ? { kind: 'refused', why: 'sale_over', detail: 'the sale is shown as one that is over' } : said;
}

function isDone(word: Word, outcome: Seen): boolean {
  return outcome.kind === 'done' && outcome.answer.standing === standingAfter[word];
}
