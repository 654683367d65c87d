// The decision: one command, one order, the listing it concerns, and the time. Pure, so every rule of the trade that
// Holdfast keeps can be read and tested without a database or a network. Here is who may speak; the rules are in the file
// of each.
import { isAnothers } from './anothers-sale.ts';
import type { Command, Decision, Reply, Situation } from './command.ts';
import { takeAct } from './decide-act.ts';
import { takeCall } from './decide-call.ts';
import { takePosAnswer } from './decide-pos-answer.ts';
import { takeReconciled } from './decide-reconciled.ts';
import { takeMarketplaceAnswer, takeSighting } from './decide-sale.ts';
import { rejectInTime, warnInTime } from './fill-sale.ts';
import { judgeAbsence, judgeTheClock } from './out-of-time.ts';
import { Turn } from './turn.ts';

/** What the command makes of the order. Total: nothing that is said from outside makes it throw; what throws here is a bug. */
export function decide(situation: Situation, command: Command): Decision {
  const turn = new Turn(situation);
  let reply: Reply | null = null;
  switch (command.kind) {
    case 'call':
      reply = takeCall(turn, command);
      break;
    case 'due':
      takeDue(turn);
      break;
    case 'pos_answered':
      takePosAnswer(turn, command);
      break;
    case 'sale_seen':
      if (turn.order !== null) judgeTheClock(turn);
      takeSighting(turn, command);
      break;
    case 'marketplace_answered':
      takeMarketplaceAnswer(turn, command);
      break;
    case 'act':
      takeAct(turn, command.act);
      break;
    case 'reconciled':
      takeReconciled(turn, command);
      break;
  }
  return conclude(turn, reply);
}

function takeDue(turn: Turn): void {
  const { order } = turn;
  if (order === null || order.dueAt === null || order.dueAt > turn.now) return;
  judgeTheClock(turn);
  judgeAbsence(turn);
  if (isAnothers(turn)) turn.apply('sale_known');
  rejectInTime(turn);
  warnInTime(turn);
  turn.lookAgainIfDue();
  turn.settle();
  if (turn.asks) turn.putQuestion();
  else if (turn.steps.length === 0 && (turn.existing().dueAt ?? 0) <= turn.now) turn.rest();
}

/** Numbers the journal entry that this turn writes: one for each decision that moved the order or spoke with somebody. */
function conclude(turn: Turn, reply: Reply | null): Decision {
  const { steps, exchanges, owners, question, alert } = turn;
  if (turn.order !== null && (steps.length > 0 || exchanges.length > 0)) {
    turn.change({ entries: turn.order.entries + 1 });
  }
  const inquiry = turn.inquiry && { ...turn.inquiry, asOf: turn.order?.entries ?? 0 };
  return { order: turn.order, owners, steps, exchanges, reply, question, inquiry, alert };
}
