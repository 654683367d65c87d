// What an order comes to when a time is over: that of its hold, or the patience of whoever waits for the POS. Pure.
import type { Turn } from './turn.ts';

/** Expiry and the caller's patience are judged by the clock whenever the order is looked at; a sweep only tidies. */
export function judgeTheClock(turn: Turn): void {
  const { state, expiresAt, answerBy } = turn.existing();
  const isOnHold = state === 'held' || state === 'pledged';
  if (isOnHold && expiresAt !== null && expiresAt <= turn.now) {
    turn.apply('hold_outlived');
    turn.settle();
  }
  if (state === 'holding' && answerBy !== null && answerBy <= turn.now) stopWaiting(turn);
}

/** A POS that is out of reach for longer than the caller waits will not answer it: there is nothing to wait for. */
export function judgeAbsence(turn: Turn): void {
  const { state, answerBy } = turn.existing();
  const { away } = turn.pos;
  if (state === 'holding' && answerBy !== null && away !== undefined && away.until >= answerBy) stopWaiting(turn);
}

/** The caller is answered without the POS: no, or yes by the ledger alone where the POS is gone and the account wants that. */
function stopWaiting(turn: Turn): void {
  if (turn.pos.away?.pledges && turn.apply('pos_away')) {
    // Nobody waits any more, so what is asked of the POS from here on has its full time.
    turn.change({ answerBy: null });
    return;
  }
  turn.change({ refusal: 'pos_unreachable' });
  turn.apply('answer_overdue');
  turn.settle();
}
