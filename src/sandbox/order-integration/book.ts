// A marketplace's own book: one line per global id, with everything it asked and every answer it got. Its beliefs are
// derived from these and never kept beside them. Kept: nothing is ever taken out or changed.
import { beliefOf } from './possible.ts';
import type { Answer, Ask, Offer } from './wire.ts';

export type Asked = {
  ask: Ask;
  /** When the answer came, or was given up. */
  at: number;
  tookMs: number;
  answer: Answer;
};

export type Line = {
  globalId: string;
  remoteId: string;
  quantity: number;
  /** What the marketplace offered for each ticket, where it names a price. */
  offer: Offer | null;
  /** What the hub wants the deal to be called, where it has given it another id. */
  movedTo: string | null;
  /** The marketplace's order number, from its first invoice on. */
  orderId: string | null;
  /** The global id that this one was submitted anew for. */
  resubmissionOf: string | null;
  asked: Asked[];
};

export type Summary = {
  /** Deals: lines with at least one hold asked. */
  asked: number;
  /** Lines that were told yes to a hold, whatever became of them. */
  held: number;
  declined: number;
  released: number;
  /** Lines whose invoice was taken, and those of them that are known to be confirmed. */
  invoiced: number;
  confirmed: number;
  /** Order integration has no rejects: the marketplace asks before it sells. */
  rejected: number;
  /** Lines of which the marketplace does not know what became. */
  unknown: number;
  resubmitted: number;
  calls: number;
  lost: number;
  /** How many calls ended in each problem code, or were lost in each way. */
  reasons: Record<string, number>;
};

export class MarketplaceBook {
  readonly lines: Line[] = [];

  begin(deal: Omit<Line, 'movedTo' | 'orderId' | 'asked'>): Line {
    const line: Line = { ...deal, movedTo: null, orderId: null, asked: [] };
    this.lines.push(line);
    return line;
  }

  summary(): Summary {
    return summaryOf(this.lines);
  }
}

function summaryOf(lines: readonly Line[]): Summary {
  const beliefs = lines.map(beliefOf);
  const believe = (belief: string): number => beliefs.filter((one) => one === belief).length;
  const having = (test: (asked: Asked) => boolean): number => lines.filter((line) => line.asked.some(test)).length;
  const calls = lines.flatMap((line) => line.asked);
  return {
    asked: having(({ ask }) => ask === 'hold'),
    held: having((asked) => asked.ask === 'hold' && holdOf(asked) !== null),
    declined: believe('declined'),
    released: believe('released'),
    invoiced: believe('sold'),
    confirmed: having((asked) => holdOf(asked)?.status === 'confirmed'),
    rejected: 0,
    unknown: believe('unknown'),
    resubmitted: lines.filter(({ resubmissionOf }) => resubmissionOf !== null).length,
    calls: calls.length,
    lost: calls.filter(({ answer }) => answer.kind === 'lost').length,
    reasons: reasonsOf(calls),
  };
}

function holdOf({ answer }: Asked) {
  return answer.kind === 'answered' ? answer.hold : null;
}

function reasonsOf(calls: readonly Asked[]): Record<string, number> {
  const reasons: Record<string, number> = {};
  for (const { answer } of calls) {
    const reason = answer.kind === 'lost' ? answer.why : answer.code;
    if (reason !== null) reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  return reasons;
}
