// The POS inside Holdfast. Its book is the ledger itself: the owner written into a ticket's slot is the hold, and the
// invoice is the order's own. So it answers in the same transaction that claims the tickets, and is never unsure.
import type { Order } from '../../core/order.ts';
import type { PosOutcome } from '../../core/outcome.ts';
import type { PosAsk } from '../../core/transitions.ts';
import type { LedgerPos } from '../pos.ts';

const own = 'src/pos/house/house.ts';

export const house: LedgerPos = {
  kind: 'ledger',
  slug: 'house',
  name: 'Holdfast house POS',
  capabilities: {
    repeatsAreSafe: { value: true, grade: 'OURS', source: own },
    lateEffectMs: { value: 0, grade: 'OURS', source: own },
    findsByReference: { value: true, grade: 'OURS', source: own },
    choosesSeats: { value: true, grade: 'OURS', source: own },
    holdsExpire: { value: 'at_the_time_we_name', grade: 'OURS', source: own },
    changeFeed: { value: 'none', grade: 'OURS', source: own },
    pollEveryMs: { value: 0, grade: 'OURS', source: own },
    rateBudget: { value: 'none', grade: 'OURS', source: own },
  },
  settle,
};

function settle(ask: PosAsk, order: Order): PosOutcome {
  switch (ask) {
    case 'hold':
      return { ask, outcome: { kind: 'done', answer: { posHoldId: order.orderId, expiresAt: null } } };
    case 'release':
      return { ask, outcome: { kind: 'done', answer: { found: true } } };
    case 'invoice':
      return { ask, outcome: { kind: 'done', answer: { invoiceId: `house-${order.orderId}` } } };
    case 'void':
      return { ask, outcome: { kind: 'done', answer: { found: true } } };
  }
}
