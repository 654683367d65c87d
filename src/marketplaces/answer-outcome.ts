// How a marketplace's answer ends a question, where its papers give the statuses no meaning of their own. Only what can
// be read as an answer is one; a 4xx is a no, and what it leaves open is `unsure`.
import type { Outcome } from '../core/outcome.ts';
import type { MarketplaceRefusal } from '../core/sale.ts';
import type { WireAnswer } from '../core/wire.ts';

type Answered = Extract<WireAnswer, { kind: 'answered' }>;

type Whose = {
  /** Who answered, for people. */
  name: string;
  /** Why we were not let in, in words that follow the status; null: we were. Absent: 401 and 403 say so by themselves. */
  shutOut?: (answer: Answered) => string | null;
};

/** `read` gives null when the body is not what was asked for. It is called for any 2xx. */
type OutcomeOf = <Answer>(
  answer: WireAnswer,
  read: (body: unknown, status: number) => Answer | null,
) => Outcome<Answer, MarketplaceRefusal>;

export function outcomesOf({ name, shutOut = notLetIn }: Whose): OutcomeOf {
  return (answer, read) => {
    if (answer.kind !== 'answered') return { kind: answer.kind, detail: answer.detail };
    const { status, body } = answer;
    const done = status >= 200 && status < 300 ? read(body, status) : null;
    if (done !== null) return { kind: 'done', answer: done };
    const detail = `${name} answered ${status}`;
    if (isTurnedAway(answer)) return { kind: 'not_sent', detail };
    const why = shutOut(answer);
    if (why !== null) return { kind: 'refused', why: 'not_allowed', detail: `${detail}${why}` };
    if (status >= 400 && status < 500) return { kind: 'refused', why: 'bad_request', detail };
    return { kind: 'unsure', detail: `${detail}, which says nothing certain` };
  };
}

function notLetIn({ status }: Answered): string | null {
  return status === 401 || status === 403 ? '' : null;
}

/**
 * Whether a page further on is not there, of a list that has become shorter since or whose last page was full: by which status
 * that is said is public nowhere. Then the list is read from its beginning again; else it would never be read any more.
 */
export function isNoSuchPage(outcome: Outcome<unknown, MarketplaceRefusal>): boolean {
  return outcome.kind === 'refused' && outcome.why !== 'not_allowed';
}

/** Too many calls: surely nothing was done. */
export function isTurnedAway({ status, headers }: Answered): boolean {
  return status === 429 || (status === 503 && headers['retry-after'] !== undefined);
}
