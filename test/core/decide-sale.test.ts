// What the core makes of sales that a marketplace made: every way in which one can be told of, read, filled or not, and
// ended, as stories of one sale on one listing.
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Decision, Inquiry, PosNature, Question } from '../../src/core/command.ts';
import { invoiceOwedWithinMs } from '../../src/core/learn-of-sale.ts';
import type { Listing } from '../../src/core/listing.ts';
import type { Order, OrderId } from '../../src/core/order.ts';
import type { PosOutcome } from '../../src/core/outcome.ts';
import {
  type AutoReject,
  asksOnly,
  type MarketplaceNature,
  type MarketplaceOutcome,
  nothingSaid,
  type SaleFacts,
  type SaleSeen,
  type SaleStanding,
  usualProvisionalMs,
} from '../../src/core/sale.ts';
import { restStates } from '../../src/core/transitions.ts';
import { orderWith } from '../support/orders.ts';
import {
  begun,
  holdDone,
  holdEnded,
  invoiceDone,
  invoiceEnded,
  ledgerPos,
  listingOf,
  networkPos,
  Story,
  saleTerms,
} from './situations.ts';

const speaks: MarketplaceNature = { reads: true, confirms: true, rejects: true, asksFirst: false, graceMs: 0 };
const sold: SaleFacts = {
  ...nothingSaid,
  remoteId: 'listing-1',
  quantity: 2,
  total: { amount: 30_000, currency: 'USD' },
};
const notice = { direction: 'in', request: { line: 'a notice' } } as const;

type Deed =
  | { do: 'reject'; reason: string }
  | { do: 'fill'; remoteId: string }
  | { do: 'release' }
  | { do: 'settle'; as: 'invoiced'; invoiceId: string }
  | { do: 'retry' | 'note_confirmed' | 'note_rejected' | 'note_cancelled' };

/** One sale, told of by a marketplace. */
class Sale extends Story {
  constructor(
    nature: Partial<MarketplaceNature> = {},
    { pos = ledgerPos, listing = listingOf(['1', '2', '3', '4']) }: { pos?: PosNature; listing?: Listing | null } = {},
  ) {
    super({ ...speaks, ...nature }, pos, listing);
  }

  /** A notice that is only a hint. */
  told(): Decision {
    return this.#see(null, notice);
  }

  /** A line of a list, or a notice that is taken at its word. */
  listed(standing: SaleStanding, facts: SaleFacts = sold): Decision {
    return this.#see({ standing, facts }, null);
  }

  /** A notice that is taken at its word. */
  said(standing: SaleStanding, facts: SaleFacts = sold): Decision {
    return this.#see({ standing, facts }, notice);
  }

  shown(inquiry: Inquiry | null, standing: SaleStanding, facts: SaleFacts = sold): Decision {
    return this.answered(inquiry, { ask: 'read', outcome: { kind: 'done', answer: { standing, facts } } });
  }

  answered(inquiry: Inquiry | null, result: MarketplaceOutcome): Decision {
    if (inquiry === null) throw new Error('nothing was asked of the marketplace');
    return this.decide({ kind: 'marketplace_answered', orderId: this.orderId, inquiry, result, exchanges: [] });
  }

  /** What a person does about it. */
  byHand(deed: Deed): Decision {
    return this.act({ ...deed, by: 'a person' });
  }

  #see(seen: SaleSeen | null, exchange: typeof notice | null): Decision {
    const sighting = { saleId: 'sale-1', numbers: ['group-sale-1'], seen };
    return this.decide({ kind: 'sale_seen', orderId: this.orderId, terms: saleTerms, sighting, exchange });
  }
}

const done = (ask: 'confirm' | 'reject'): MarketplaceOutcome => ({ ask, outcome: { kind: 'done', answer: null } });
const ended = (ask: 'read' | 'confirm' | 'reject', kind: 'unsure' | 'not_sent'): MarketplaceOutcome =>
  ({ ask, outcome: { kind, detail: 'as the test says' } }) as MarketplaceOutcome;
const refused = (
  ask: 'read' | 'confirm' | 'reject',
  why: 'sale_unknown' | 'sale_over' | 'not_allowed' | 'bad_request',
): MarketplaceOutcome => ({ ask, outcome: { kind: 'refused', why, detail: 'as the test says' } }) as MarketplaceOutcome;

/** Told of and read: invoiced in the ledger's own POS, and about to be confirmed. */
function confirming(nature: Partial<MarketplaceNature> = {}): { sale: Sale; inquiry: Inquiry | null } {
  const sale = new Sale(nature);
  const { inquiry } = sale.shown(sale.told().inquiry, 'unconfirmed');
  strictEqual(sale.state, 'confirming');
  return { sale, inquiry };
}

function unfilled(nature: Partial<MarketplaceNature> = {}): Sale {
  const sale = new Sale(nature, { listing: listingOf(['1']) });
  sale.listed('unconfirmed');
  strictEqual(sale.state, 'unfilled');
  return sale;
}

describe('what a person is told of a sale without tickets', () => {
  const toldOf = (facts: Partial<SaleFacts>, listing: Listing | null = listingOf(['1'])): string =>
    new Sale({}, { listing }).listed('unconfirmed', { ...sold, total: null, unitPrice: null, ...facts }).alert
      ?.sentence ?? '';

  it('is what it was sold for, as its marketplace says', () => {
    match(toldOf({ total: { amount: 123_450, currency: 'USD' } }), /sold 2 of listing listing-1 for 1,234.50 USD as/);
    match(toldOf({ unitPrice: { amount: 5_000, currency: 'JPY' } }), / for 10,000 JPY as/);
  });

  it('is else what its tickets are listed at, and said to be that, where the listing is known', () => {
    match(toldOf({}), / \(it names no price; as listed 370.00 USD\) as its sale/);
    match(toldOf({}, null), /of listing listing-1 as its sale/);
  });
});

describe('a notice', () => {
  it('is stored, and the sale is read before anything is done', () => {
    const sale = new Sale();
    const { inquiry, exchanges } = sale.told();
    strictEqual(sale.state, 'reported');
    strictEqual(sale.owned, 0);
    strictEqual(inquiry?.ask, 'read');
    deepStrictEqual(exchanges, [notice]);
  });

  it('that is read as a sale takes its tickets, is invoiced, and is confirmed', () => {
    const { sale, inquiry } = confirming();
    strictEqual(sale.owned, 2);
    deepStrictEqual([inquiry?.ask, inquiry?.findFirst], ['confirm', false]);
    sale.answered(inquiry, done('confirm'));
    strictEqual(sale.state, 'confirmed');
    ok(sale.order?.invoiceId);
    strictEqual(sale.order?.marketplaceOrderId, 'sale-1');
    strictEqual(sale.order?.dueAt, null);
  });

  it('repeated while the sale is being read asks nothing more, and the sale is read once more afterwards', () => {
    const sale = new Sale();
    const { inquiry } = sale.told();
    strictEqual(sale.told().inquiry, null);
    const { inquiry: confirm } = sale.shown(inquiry, 'unconfirmed');
    strictEqual(confirm?.ask, 'confirm');
    sale.answered(confirm, done('confirm'));
    strictEqual(sale.state, 'confirmed');
    strictEqual(sale.order?.dueAt, sale.now, 'what was said meanwhile has not been looked at');
    const { inquiry: look } = sale.due();
    strictEqual(look?.ask, 'read');
    sale.shown(look, 'confirmed');
    deepStrictEqual([sale.state, sale.order?.dueAt, sale.order?.unread], ['confirmed', null, false]);
  });

  it('of a sale that its marketplace does not show is not given up, and a person is told', () => {
    const sale = new Sale();
    const { alert } = sale.answered(sale.told().inquiry, refused('read', 'sale_unknown'));
    deepStrictEqual([sale.state, alert?.kind], ['reported', 'sale_unclear']);
    const { inquiry } = sale.later(60_000).due();
    sale.shown(inquiry, 'unconfirmed');
    strictEqual(sale.state, 'confirming');
  });

  it('that cannot be read now is read again, whatever happens', () => {
    for (const result of [ended('read', 'unsure'), ended('read', 'not_sent'), refused('read', 'not_allowed')]) {
      const sale = new Sale();
      sale.answered(sale.told().inquiry, result);
      strictEqual(sale.state, 'reported');
      notStrictEqual(sale.order?.dueAt, null);
      const { inquiry } = sale.later(60_000).due();
      deepStrictEqual([inquiry?.ask, inquiry?.attempt], ['read', 2]);
    }
  });

  it('whose reading was lost with its hub is read when the lease has run out', () => {
    const sale = new Sale();
    sale.told();
    strictEqual(sale.due().inquiry, null);
    strictEqual(sale.later(8_000).due().inquiry?.ask, 'read');
  });
});

describe('a sale in a list', () => {
  it('is worked on at once, and seen again it changes nothing and writes nothing', () => {
    const sale = new Sale();
    strictEqual(sale.listed('unconfirmed').inquiry?.ask, 'confirm');
    const before = sale.order;
    const { steps, exchanges, inquiry } = sale.listed('unconfirmed');
    deepStrictEqual([steps, exchanges, inquiry], [[], [], null]);
    strictEqual(sale.order, before);
  });

  it('that was over before we heard of it is nothing to begin', () => {
    for (const standing of ['cancelled', 'rejected'] as const) {
      const sale = new Sale();
      sale.listed(standing);
      strictEqual(sale.order, null);
    }
  });

  it('that the marketplace has confirmed by itself is filled all the same', () => {
    const sale = new Sale();
    sale.listed('confirmed');
    deepStrictEqual([sale.state, sale.owned], ['confirming', 2]);
  });

  it('is neither taken for a sale nor for none while it is under review, or in a word that nobody told us', () => {
    for (const standing of ['under_review', 'unclear'] as const) {
      const sale = new Sale();
      const { alert } = sale.listed(standing);
      deepStrictEqual([sale.state, sale.owned], ['reported', 0]);
      strictEqual(alert?.kind, standing === 'unclear' ? 'sale_unclear' : undefined);
      const { inquiry } = sale.later(60_000).due();
      strictEqual(sale.shown(inquiry, 'unconfirmed').inquiry?.ask, 'confirm');
    }
  });

  it('is read more and more seldom while it is under review, and not given up for that, however long it takes', () => {
    const sale = new Sale();
    sale.listed('under_review');
    let reads = 0;
    for (; sale.now < begun + 4 * 86_400_000; reads++) {
      sale.now = sale.order?.dueAt ?? Number.POSITIVE_INFINITY;
      sale.shown(sale.due().inquiry, 'under_review');
      strictEqual(sale.state, 'reported');
    }
    ok(reads < 1_500, `it was read ${reads} times`);
    sale.now = sale.order?.dueAt ?? Number.POSITIVE_INFINITY;
    strictEqual(sale.shown(sale.due().inquiry, 'unconfirmed').inquiry?.ask, 'confirm');
  });
});

describe('a sale that a person knows to be cancelled', () => {
  it('is undone, though the marketplace has told nobody', () => {
    const { sale, inquiry } = confirming();
    sale.answered(inquiry, done('confirm'));
    sale.byHand({ do: 'note_cancelled' });
    deepStrictEqual([sale.state, sale.owned], ['cancelled', 0]);
  });
});

describe('a sale that was confirmed before the broker connected the marketplace', () => {
  const old = { ...sold, soldAt: begun - 1 };

  it('is nobody’s business here, in a list or in a notice', () => {
    const listed = new Sale({ since: begun });
    listed.listed('confirmed', old);
    strictEqual(listed.order, null);
    const told = new Sale({ since: begun });
    told.shown(told.told().inquiry, 'confirmed', old);
    deepStrictEqual([told.state, told.owned], ['duplicate', 0]);
  });

  it('but one that still waits to be confirmed is filled', () => {
    const sale = new Sale({ since: begun });
    sale.listed('unconfirmed', old);
    deepStrictEqual([sale.state, sale.owned], ['confirming', 2]);
  });
});

describe('a confirmation', () => {
  it('of which nobody knows whether it arrived is said again only after a look', () => {
    const { sale, inquiry } = confirming();
    sale.answered(inquiry, ended('confirm', 'unsure'));
    const { inquiry: again } = sale.later(1_000).due();
    deepStrictEqual([again?.ask, again?.findFirst], ['confirm', true]);
    sale.shown(again, 'confirmed');
    strictEqual(sale.state, 'confirmed');
  });

  it('that is refused for a while keeps the tickets, tells a person, and is tried again', () => {
    const { sale, inquiry } = confirming();
    const { alert } = sale.answered(inquiry, refused('confirm', 'bad_request'));
    strictEqual(alert?.kind, 'sale_unclear');
    deepStrictEqual([sale.state, sale.owned], ['confirming', 2]);
    strictEqual(sale.later(1_000).due().inquiry?.ask, 'confirm');
  });

  it('that comes too late is undone', () => {
    const { sale, inquiry } = confirming();
    sale.answered(inquiry, refused('confirm', 'sale_over'));
    deepStrictEqual([sale.state, sale.owned], ['cancelled', 0]);
  });

  it('that no call can give waits for a person, who is told', () => {
    const sale = new Sale({ confirms: false });
    const { alert, inquiry } = sale.listed('unconfirmed');
    deepStrictEqual([sale.state, inquiry, alert?.kind], ['confirming', null, 'confirm_by_hand']);
    strictEqual(sale.order?.dueAt, null);
    sale.byHand({ do: 'note_confirmed' });
    strictEqual(sale.state, 'confirmed');
  });

  it('that was given by hand is seen in the list', () => {
    const sale = new Sale({ confirms: false });
    sale.listed('unconfirmed');
    sale.listed('confirmed');
    strictEqual(sale.state, 'confirmed');
  });
});

describe('a sale whose tickets are gone', () => {
  it('is not confirmed, owns nothing, and says what it is worth and why', () => {
    const sale = new Sale({}, { listing: listingOf(['1']) });
    const { alert, inquiry } = sale.listed('unconfirmed', { ...sold, confirmBy: begun + 3_600_000 });
    deepStrictEqual([sale.state, sale.owned, inquiry], ['unfilled', 0, null]);
    strictEqual(alert?.kind, 'unfilled');
    match(alert?.sentence ?? '', /300\.00 USD .* tickets are gone. It waits until 2030-01-01 01:00 UTC/);
  });

  it('or whose listing nobody knows says that', () => {
    const sale = new Sale({}, { listing: null });
    const { alert } = sale.listed('unconfirmed');
    deepStrictEqual([sale.state, sale.order?.refusal], ['unfilled', 'listing_unknown']);
    match(alert?.sentence ?? '', /listing is not known here. It names no deadline/);
  });

  it('is filled whatever the split says, for it has been made', () => {
    const sale = new Sale({}, { listing: listingOf(['1', '2', '3'], { split: { rule: 'whole' } }) });
    sale.listed('unconfirmed');
    deepStrictEqual([sale.state, sale.owned], ['confirming', 2]);
  });

  it('is rejected in the person’s words, and that is said again only after a look', () => {
    const sale = unfilled();
    const { inquiry, exchanges } = sale.byHand({ do: 'reject', reason: 'gone' });
    deepStrictEqual([sale.state, inquiry?.ask, sale.order?.rejectReason], ['rejecting', 'reject', 'gone']);
    match(exchanges[0]?.request.line ?? '', /^a person: reject, because gone$/);
    sale.answered(inquiry, ended('reject', 'unsure'));
    const { inquiry: again } = sale.later(1_000).due();
    strictEqual(again?.findFirst, true);
    sale.shown(again, 'rejected');
    strictEqual(sale.state, 'rejected');
  });

  it('is filled when a person tries again and the tickets are back', () => {
    const sale = unfilled();
    deepStrictEqual(sale.byHand({ do: 'retry' }).steps, []);
    sale.listing = listingOf(['1', '2']);
    sale.byHand({ do: 'retry' });
    deepStrictEqual([sale.state, sale.owned, sale.order?.refusal], ['confirming', 2, null]);
  });

  it('is over when the marketplace gives up', () => {
    const sale = unfilled();
    sale.listed('cancelled');
    strictEqual(sale.state, 'cancelled');
    const other = unfilled();
    other.listed('rejected');
    strictEqual(other.state, 'rejected');
  });

  it('and that the marketplace counts as confirmed needs a person', () => {
    const sale = unfilled();
    sale.listed('confirmed');
    strictEqual(sale.state, 'stuck');
  });

  it('cannot be rejected any more once it is confirmed', () => {
    const { sale, inquiry } = confirming();
    sale.answered(inquiry, done('confirm'));
    const deeds: Deed[] = [{ do: 'reject', reason: 'late' }, { do: 'retry' }, { do: 'note_rejected' }];
    for (const deed of deeds) {
      deepStrictEqual(sale.byHand(deed).steps, []);
      strictEqual(sale.state, 'confirmed');
    }
  });
});

describe('a sale in a POS over the network', () => {
  const bridge = { pos: networkPos };

  it('is invoiced there before it is confirmed', () => {
    const sale = new Sale({}, bridge);
    const { question, inquiry } = sale.listed('unconfirmed');
    deepStrictEqual([sale.state, question?.ask, inquiry], ['invoicing', 'invoice', null]);
    strictEqual(sale.posAnswered(question, invoiceDone).inquiry?.ask, 'confirm');
  });

  it('that the POS has no tickets for is unfilled', () => {
    const sale = new Sale({}, bridge);
    const { question } = sale.listed('unconfirmed');
    sale.posAnswered(question, invoiceEnded({ refused: 'not_available' }));
    deepStrictEqual([sale.state, sale.owned], ['unfilled', 0]);
  });

  /** A POS that was away has not refused, however often it was asked. */
  function afterSilence(sale: Sale, question: Question | null, silence: PosOutcome): Question | null {
    let asked = question;
    for (let time = 1; time <= 8; time++) {
      sale.posAnswered(asked, silence);
      asked = sale.later(60_000).due().question;
    }
    return asked;
  }

  it('at a POS that does not let us in is not given up for that: in the end a person looks', () => {
    const sale = new Sale({}, bridge);
    let question = afterSilence(sale, sale.listed('unconfirmed').question, invoiceEnded('unsure'));
    for (let time = 1; time <= 5; time++) {
      strictEqual(sale.state, 'invoicing');
      sale.posAnswered(question, invoiceEnded({ refused: 'not_allowed' }));
      ({ question } = sale.later(60_000).due());
    }
    deepStrictEqual([sale.state, sale.owned], ['stuck', 2]);
  });

  it('that is cancelled before the POS was asked needs nothing undone, and afterwards does', () => {
    const early = new Sale({}, bridge);
    early.told();
    early.listed('cancelled');
    strictEqual(early.state, 'cancelled');
    const late = new Sale({}, bridge);
    const { question } = late.listed('unconfirmed');
    late.posAnswered(question, invoiceDone);
    const { question: undo } = late.listed('cancelled');
    deepStrictEqual([late.state, undo?.ask, late.owned], ['voiding', 'void', 2]);
    late.posAnswered(undo, { ask: 'void', outcome: { kind: 'done', answer: { found: true } } });
    deepStrictEqual([late.state, late.owned], ['cancelled', 0]);
  });

  it('that the POS will not undo, asked five times, waits for a person with its tickets', () => {
    const sale = new Sale({}, bridge);
    sale.posAnswered(sale.listed('unconfirmed').question, invoiceDone);
    const silence = { ask: 'void', outcome: { kind: 'unsure', detail: 'as the test says' } } as const;
    let question = afterSilence(sale, sale.listed('cancelled').question, silence);
    for (let time = 1; time <= 5; time++) {
      strictEqual(sale.state, 'voiding');
      const no = { kind: 'refused', why: 'not_allowed', detail: 'it stays sold' } as const;
      sale.posAnswered(question, { ask: 'void', outcome: no });
      ({ question } = sale.later(60_000).due());
    }
    deepStrictEqual([sale.state, sale.owned], ['stuck', 2]);
  });
});

describe('a sale at a marketplace that also asks first', () => {
  const asking = { asksFirst: true };

  it('that another order has by its number, or by another of its numbers, is left to that one', () => {
    for (const number of ['sale-1', 'group-sale-1']) {
      const sale = new Sale(asking);
      sale.orderNumbers.add(number);
      sale.listed('unconfirmed');
      strictEqual(sale.order, null);
      const told = new Sale(asking);
      const { inquiry } = told.told();
      told.orderNumbers.add(number);
      told.shown(inquiry, 'unconfirmed', { ...sold, numbers: ['group-sale-1'] });
      deepStrictEqual([told.state, told.owned], ['duplicate', 0]);
    }
  });

  it('that another order was invoiced for since is neither filled nor refused by anybody', () => {
    const deeds: Deed[] = [
      { do: 'reject', reason: 'no tickets' },
      { do: 'retry' },
      { do: 'fill', remoteId: 'listing-1' },
      { do: 'settle', as: 'invoiced', invoiceId: 'invoice-1' },
    ];
    for (const deed of deeds) {
      const sale = new Sale(asking, { listing: null });
      sale.listed('unconfirmed');
      strictEqual(sale.state, 'unfilled');
      sale.listing = listingOf(['1', '2']);
      sale.orderNumbers.add('sale-1');
      const { question, inquiry, exchanges } = sale.byHand(deed);
      deepStrictEqual([sale.state, sale.owned, question, inquiry], ['duplicate', 0, null, null]);
      strictEqual(exchanges.length, 1, 'who did it is on record');
    }
  });

  it('that another order was invoiced for since is not refused by the account’s rule', () => {
    const autoReject = { when: 'before_deadline', marginMs: 60_000, mostAmount: null, reason: 'no tickets' } as const;
    const sale = new Sale({ ...asking, autoReject }, { listing: null });
    sale.listed('unconfirmed', { ...sold, confirmBy: begun + 3_600_000 });
    strictEqual(sale.state, 'unfilled');
    sale.orderNumbers.add('sale-1');
    const { inquiry } = sale.later(3_600_000).due();
    deepStrictEqual([sale.state, inquiry], ['duplicate', null]);
  });

  it('is left alone at first, for it may be one that we are just being asked about', () => {
    const sale = new Sale({ ...asking, graceMs: 60_000 });
    sale.listed('unconfirmed');
    deepStrictEqual([sale.state, sale.owned], ['reported', 0]);
    const { inquiry } = sale.later(60_000).due();
    sale.shown(inquiry, 'unconfirmed');
    deepStrictEqual([sale.state, sale.owned], ['confirming', 2]);
  });

  it('and that it has confirmed by itself waits for its invoice, and in the end for a person', () => {
    const sale = new Sale(asking);
    sale.listed('confirmed');
    deepStrictEqual([sale.state, sale.owned], ['reported', 0]);
    const { inquiry } = sale.later(60_000).due();
    sale.shown(inquiry, 'confirmed');
    strictEqual(sale.state, 'reported');
    const { inquiry: last } = sale.later(invoiceOwedWithinMs).due();
    const { alert } = sale.shown(last, 'confirmed');
    strictEqual(sale.state, 'stuck');
    match(alert?.sentence ?? '', /never asked for its tickets/);
  });

  describe('and that was told no', () => {
    const dealThatIs = (fields: Partial<Order>): Sale => {
      const sale = new Sale({ ...asking, graceMs: 60_000 }, { pos: networkPos });
      const asked = { orderId: 'order-1' as OrderId, globalId: 'sale-1', remoteId: 'listing-1', quantity: 2 };
      sale.order = orderWith({ ...asked, ...fields, createdAt: begun, sentAt: begun });
      return sale;
    };
    const noes = [
      { state: 'declined', refusal: 'not_available' },
      { state: 'undoing', refusal: 'pos_unreachable' },
      { state: 'releasing' },
      { state: 'released' },
      { state: 'expiring' },
      { state: 'expired' },
    ] as const;

    it('is told of with the money when it stands there all the same, in a list or read, and takes nothing', () => {
      for (const no of noes) {
        for (const standing of ['unconfirmed', 'confirmed'] as const) {
          const sale = dealThatIs(no);
          const { alert, order } = sale.listed(standing);
          strictEqual(alert?.kind, 'sale_against_our_no', no.state);
          match(alert.sentence, /^gametime shows its sale sale-1 for 300\.00 USD as (un)?confirmed, although/);
          deepStrictEqual([order?.state, sale.owned], [no.state, 0]);
        }
      }
      const told = dealThatIs({ state: 'declined', refusal: 'not_available' });
      strictEqual(told.shown(told.told().inquiry, 'confirmed').alert?.kind, 'sale_against_our_no');
    });

    it('is nobody’s to look at where it is no sale, or is over', () => {
      for (const no of noes) {
        for (const standing of ['provisional', 'released', 'under_review', 'rejected', 'cancelled'] as const) {
          strictEqual(dealThatIs(no).listed(standing).alert, null, `${no.state} ${standing}`);
        }
      }
      strictEqual(dealThatIs({ state: 'held', seats: ['1', '2'] }).listed('confirmed').alert, null);
    });
  });

  describe('and that is over', () => {
    /** A deal that was sold by order integration, and named by what the sale is called. */
    const dealNamed = (fields: Pick<Order, 'marketplaceOrderId'>): Sale => {
      const sale = new Sale(asking, { listing: listingOf(['1', '2'], { owners: ['order-1', 'order-1'] }) });
      const asked = { orderId: 'order-1' as OrderId, globalId: 'sale-1', remoteId: 'listing-1', quantity: 2 };
      sale.order = orderWith({ ...asked, ...fields, state: 'confirmed', seats: ['1', '2'], createdAt: begun });
      return sale;
    };

    it('ends the deal that was sold under its number', () => {
      for (const marketplaceOrderId of ['sale-1', 'group-sale-1']) {
        const sale = dealNamed({ marketplaceOrderId });
        sale.listed('cancelled');
        deepStrictEqual([sale.state, sale.owned], ['cancelled', 0]);
      }
    });

    it('ends none that was sold under another: that may only share its id, and is read under its own number', () => {
      const sale = dealNamed({ marketplaceOrderId: 'sale-77' });
      const { inquiry } = sale.listed('cancelled');
      strictEqual(inquiry?.ask, 'read');
      deepStrictEqual([sale.state, sale.owned], ['confirmed', 2]);
      const { inquiry: next } = sale.shown(inquiry, 'confirmed');
      deepStrictEqual([sale.state, sale.owned, next], ['confirmed', 2, null]);
      sale.shown(sale.listed('cancelled').inquiry, 'cancelled');
      deepStrictEqual([sale.state, sale.owned], ['cancelled', 0]);
    });
  });
});

describe('a marketplace without anything to read', () => {
  it('is taken at its word, and where its notice says nothing a person is told', () => {
    const sale = new Sale({ reads: false });
    sale.listed('unconfirmed');
    strictEqual(sale.state, 'confirming');
    const mute = new Sale({ ...asksOnly });
    const { alert, inquiry } = mute.told();
    deepStrictEqual([mute.state, inquiry, alert?.kind], ['reported', null, 'sale_unclear']);
    ok(!restStates.includes('reported'));
  });

  it('keeps what has ended, so that a notice which comes too late changes nothing', () => {
    const sale = new Sale({ reads: false });
    deepStrictEqual(sale.said('cancelled').exchanges, [notice]);
    strictEqual(sale.state, 'cancelled');
    sale.said('unconfirmed');
    deepStrictEqual([sale.state, sale.owned], ['cancelled', 0]);
    const called = new Sale({ reads: false });
    called.said('released');
    called.said('provisional');
    deepStrictEqual([called.state, called.owned], ['released', 0]);
    called.said('unconfirmed');
    deepStrictEqual([called.state, called.owned], ['confirming', 2], 'a sale all the same is one');
    const listed = new Sale({ reads: false });
    listed.listed('cancelled');
    strictEqual(listed.state, 'unknown', 'lists are read in order');
  });

  describe('that tells of a sale again', () => {
    const mute = { reads: false, confirms: false };
    const aQuarterOfAnHour = 15 * 60_000;

    it('after it was over tells a person that it may stand again, and does nothing by itself', () => {
      const sale = new Sale(mute);
      sale.said('unconfirmed');
      sale.said('cancelled');
      strictEqual(sale.later(aQuarterOfAnHour - 1).said('unconfirmed').alert, null, 'a notice may come late, or twice');
      const { alert } = sale.later(1).said('unconfirmed');
      strictEqual(alert?.kind, 'sale_told_again');
      match(
        alert.sentence,
        /^stubhub tells of its sale sale-1 for 300\.00 USD as unconfirmed, and here it is cancelled\./,
      );
      deepStrictEqual([sale.state, sale.owned], ['cancelled', 0]);
      strictEqual(sale.said('cancelled').alert, null);
    });

    it('under a number that was used before, with other tickets or another price, tells a person at once', () => {
      for (const [other, word] of [
        [{ remoteId: 'listing-9' }, 'listing listing-9 instead of listing-1'],
        [{ quantity: 4 }, '4 tickets instead of 2'],
        [{ total: { amount: 90_000, currency: 'USD' } }, 'another price'],
      ] as const) {
        for (const isOver of [false, true]) {
          const sale = new Sale(mute);
          sale.said('unconfirmed');
          if (isOver) sale.said('cancelled');
          const before = [sale.state, sale.owned];
          const { alert } = sale.said('unconfirmed', { ...sold, ...other });
          strictEqual(alert?.kind, 'sale_told_again', word);
          ok(alert.sentence.includes(word), alert.sentence);
          deepStrictEqual([sale.state, sale.owned], before);
        }
      }
    });

    it('in the same words, or where it can be read, tells nobody', () => {
      const sale = new Sale(mute);
      sale.said('unconfirmed');
      strictEqual(sale.later(aQuarterOfAnHour).said('unconfirmed').alert, null);
      const read = new Sale();
      read.said('unconfirmed');
      read.said('cancelled');
      strictEqual(read.later(aQuarterOfAnHour).said('unconfirmed').alert, null, 'the sweep compares it');
    });
  });

  it('lets go of a provisional sale, and of no real one', () => {
    const sale = new Sale({ reads: false });
    sale.said('provisional');
    sale.said('unconfirmed');
    sale.said('released');
    deepStrictEqual([sale.state, sale.owned], ['confirming', 2]);
    const other = new Sale({ reads: false });
    other.said('provisional');
    other.said('released');
    deepStrictEqual([other.state, other.owned], ['released', 0]);
  });

  it('takes up a sale that was told while the POS owed its answer, for nobody tells it again', () => {
    for (const [answer, state] of [
      [holdDone(), 'invoicing'],
      [holdEnded({ refused: 'not_available' }), 'invoicing'],
    ] as const) {
      const sale = new Sale({ reads: false }, { pos: networkPos });
      const { question } = sale.said('provisional');
      sale.said('unconfirmed');
      deepStrictEqual([sale.state, sale.order?.unread], ['holding', true]);
      sale.posAnswered(question, answer);
      deepStrictEqual([sale.state, sale.owned, sale.order?.unread], [state, 2, false]);
    }
    const cancelled = new Sale({ reads: false }, { pos: networkPos });
    const { question } = cancelled.said('provisional');
    cancelled.said('unconfirmed');
    cancelled.said('cancelled');
    cancelled.posAnswered(question, holdDone());
    strictEqual(cancelled.state, 'releasing');
  });

  it('forgets no sale that was told while the POS owed its answer, whatever comes late of the time before', () => {
    for (const late of ['provisional', 'released'] as const) {
      const sale = new Sale({ reads: false }, { pos: networkPos });
      const { question } = sale.said('provisional');
      sale.said('unconfirmed');
      sale.said(late);
      sale.posAnswered(question, holdDone());
      deepStrictEqual([sale.state, sale.owned], ['invoicing', 2], late);
    }
  });

  it('invoices no sale of another number than was asked for before, while the POS owed its answer', () => {
    const sale = new Sale({ reads: false }, { pos: networkPos });
    const { question } = sale.said('provisional');
    const { alert } = sale.said('unconfirmed', { ...sold, quantity: 3 });
    deepStrictEqual([sale.state, alert?.kind], ['stuck', 'stuck']);
    match(alert?.sentence ?? '', /as one of 3 tickets, and 2 were taken for it/);
    sale.posAnswered(question, holdDone());
    deepStrictEqual([sale.state, sale.owned], ['stuck', 2], 'nothing is invoiced before a person has looked');
  });

  it('finds the tickets that the same notice has let go', () => {
    const sale = new Sale({ reads: false }, { listing: listingOf(['1', '2']) });
    sale.said('provisional');
    sale.later(usualProvisionalMs).said('unconfirmed');
    deepStrictEqual([sale.state, sale.owned], ['confirming', 2]);
  });

  it('that waits for nobody’s word has a sale that is confirmed with its invoice', () => {
    const sale = new Sale({ reads: false, confirms: false, awaitsConfirmation: false });
    const { inquiry, alert } = sale.said('unconfirmed');
    deepStrictEqual([sale.state, inquiry, alert], ['confirmed', null, null]);
  });
});

describe('a sale that can be read, and confirmed only by hand', () => {
  const byHand = { confirms: false, rejects: false };

  it('is read again when it is spoken of', () => {
    const sale = new Sale(byHand);
    sale.listed('unconfirmed');
    strictEqual(sale.state, 'confirming');
    const { inquiry } = sale.told();
    strictEqual(inquiry?.ask, 'read');
    sale.shown(inquiry, 'confirmed');
    deepStrictEqual([sale.state, sale.order?.unread], ['confirmed', false]);
  });

  it('is a person’s to look at when it is not clear any more', () => {
    const sale = new Sale(byHand);
    sale.listed('unconfirmed');
    const { alert } = sale.shown(sale.told().inquiry, 'unclear');
    deepStrictEqual([sale.state, alert?.kind, sale.owned], ['confirming', 'sale_unclear', 2]);
  });
});

describe('a provisional sale', () => {
  /** Tickets are set aside for it in the ledger's own POS. */
  const aside = (): Sale => {
    const sale = new Sale();
    sale.shown(sale.told().inquiry, 'provisional');
    deepStrictEqual([sale.state, sale.owned, sale.order?.binding], ['held', 2, false]);
    return sale;
  };

  it('holds its tickets for a while, and lets them go when nothing comes of it', () => {
    const sale = aside();
    strictEqual(sale.order?.dueAt, begun + usualProvisionalMs);
    sale.later(usualProvisionalMs).due();
    deepStrictEqual([sale.state, sale.owned], ['expired', 0]);
  });

  it('that becomes a sale keeps its tickets', () => {
    const sale = aside();
    const seats = sale.order?.seats;
    const { inquiry } = sale.listed('unconfirmed');
    deepStrictEqual([sale.state, sale.owned, sale.order?.seats], ['confirming', 2, seats]);
    strictEqual(inquiry?.ask, 'confirm');
  });

  it('that is spoken of again changes nothing', () => {
    const sale = aside();
    const { inquiry } = sale.told();
    strictEqual(sale.state, 'held');
    const { steps } = sale.shown(inquiry, 'provisional');
    deepStrictEqual([steps, sale.state, sale.order?.dueAt], [[], 'held', begun + usualProvisionalMs]);
  });

  it('that is called off lets go', () => {
    const sale = aside();
    sale.shown(sale.told().inquiry, 'cancelled');
    deepStrictEqual([sale.state, sale.owned], ['released', 0]);
  });

  it('lets go when a person says so', () => {
    const sale = aside();
    sale.byHand({ do: 'release' });
    deepStrictEqual([sale.state, sale.owned], ['released', 0]);
  });

  it('that has expired takes tickets anew when it becomes a sale after all', () => {
    const sale = aside();
    sale.later(usualProvisionalMs).due();
    sale.listed('unconfirmed');
    deepStrictEqual([sale.state, sale.owned], ['confirming', 2]);
  });

  it('without tickets is declined, and a sale all the same is unfilled', () => {
    const sale = new Sale({}, { listing: listingOf(['1']) });
    sale.listed('provisional');
    deepStrictEqual([sale.state, sale.owned], ['declined', 0]);
    sale.listed('unconfirmed');
    strictEqual(sale.state, 'unfilled');
  });

  it('that becomes one while the POS still owes its answer waits for that', () => {
    const sale = new Sale({}, { pos: networkPos });
    const { question } = sale.listed('provisional');
    deepStrictEqual([sale.state, question?.ask], ['holding', 'hold']);
    sale.listed('unconfirmed');
    deepStrictEqual([sale.state, sale.order?.unread], ['holding', true]);
    sale.posAnswered(question, holdDone());
    deepStrictEqual([sale.state, sale.order?.dueAt], ['held', sale.now]);
    const { question: invoice } = sale.shown(sale.due().inquiry, 'unconfirmed');
    deepStrictEqual([sale.state, invoice?.ask, sale.order?.posHoldId], ['invoicing', 'invoice', 'pos-hold-1']);
  });
});

describe('a sale of another number of tickets than was said before', () => {
  const four = { ...sold, quantity: 4, total: { amount: 60_000, currency: 'USD' } };

  it('that has tickets is not confirmed: it waits for a person, who is told both numbers and the money', () => {
    const over = { pos: networkPos };
    const invoicing = new Sale({}, over);
    const { question } = invoicing.listed('unconfirmed');
    const { alert, inquiry } = invoicing.listed('unconfirmed', four);
    deepStrictEqual([invoicing.state, invoicing.owned, alert?.kind, inquiry], ['stuck', 2, 'stuck', null]);
    match(alert?.sentence ?? '', /its sale sale-1 for 600\.00 USD as one of 4 tickets, and 2 were taken for it/);
    strictEqual(invoicing.posAnswered(question, invoiceDone).inquiry, null, 'what the POS says later confirms nothing');
    deepStrictEqual([invoicing.state, invoicing.order?.invoiceId], ['stuck', 'invoice-1']);
    const confirming = new Sale();
    const { inquiry: asked } = confirming.listed('unconfirmed');
    strictEqual(asked?.ask, 'confirm');
    strictEqual(confirming.shown(asked, 'unconfirmed', four).alert?.kind, 'stuck');
    deepStrictEqual([confirming.state, confirming.owned], ['stuck', 2]);
  });

  it('that is confirmed there already, or that only a person confirms, stays as it is, and a person is told', () => {
    const confirmed = new Sale();
    confirmed.answered(confirmed.listed('unconfirmed').inquiry, done('confirm'));
    for (const standing of ['unconfirmed', 'confirmed'] as const) {
      const { alert } = confirmed.listed(standing, four);
      deepStrictEqual([confirmed.state, alert?.kind], ['confirmed', 'sale_changed']);
    }
    const confirming = new Sale();
    confirming.listed('unconfirmed');
    strictEqual(confirming.listed('confirmed', four).alert?.kind, 'sale_changed');
    strictEqual(confirming.state, 'confirmed');
    const byHand = new Sale({ confirms: false });
    byHand.listed('unconfirmed');
    strictEqual(byHand.listed('unconfirmed', four).alert?.kind, 'sale_changed');
    strictEqual(byHand.state, 'confirming');
  });

  it('that has no tickets yet goes by the last word', () => {
    const sale = new Sale({ graceMs: 60_000 });
    sale.listed('unconfirmed');
    const { inquiry } = sale.later(60_000).due();
    sale.shown(inquiry, 'unconfirmed', four);
    deepStrictEqual([sale.state, sale.owned, sale.order?.quantity], ['confirming', 4, 4]);
  });

  it('said as before tells nobody', () => {
    const sale = new Sale();
    sale.listed('unconfirmed');
    strictEqual(sale.listed('unconfirmed').alert, null);
    strictEqual(sale.listed('unconfirmed', { ...sold, quantity: null }).alert, null);
  });
});

describe('a sale whose seats the marketplace names', () => {
  const named = (...seats: string[]): SaleFacts => ({ ...sold, quantity: 2, seats });

  it('takes those and no others', () => {
    const sale = new Sale();
    const { question, inquiry } = sale.listed('unconfirmed', named('4', '2'));
    deepStrictEqual([question, inquiry?.ask, sale.order?.seats], [null, 'confirm', ['4', '2']]);
    deepStrictEqual(sale.listing?.owners, [null, 'order-1', null, 'order-1']);
  });

  const missing: [string, string[], RegExp][] = [
    ['is gone', ['1', '2'], /of the seats that it names seat 1 is gone\./],
    ['does not exist', ['2', '7'], /the listing has no seat 7\./],
    ['does not fit their number', ['2'], /it names seat 2 for 2 tickets\./],
  ];
  for (const [what, seats, words] of missing) {
    it(`is unfilled when one of them ${what}, and says so, though others are free`, () => {
      const listing = listingOf(['1', '2', '3', '4'], { owners: ['another', null, null, null] });
      const sale = new Sale({}, { listing });
      const { alert } = sale.listed('unconfirmed', named(...seats));
      deepStrictEqual([sale.state, sale.owned, sale.order?.refusal], ['unfilled', 0, 'not_available']);
      match(alert?.sentence ?? '', words);
    });
  }

  it('is filled when they are back, and not before; a person may settle for others', () => {
    const listing = listingOf(['1', '2', '3', '4'], { owners: ['another', null, null, null] });
    const sale = new Sale({}, { listing });
    sale.listed('unconfirmed', named('1', '2'));
    sale.byHand({ do: 'retry' });
    strictEqual(sale.state, 'unfilled');
    const other = new Sale({}, { listing });
    other.listed('unconfirmed', named('1', '2'));
    other.byHand({ do: 'fill', remoteId: 'listing-1' });
    deepStrictEqual([other.state, other.order?.seats], ['confirming', ['2', '3']]);
    sale.listing = listingOf(['1', '2', '3', '4']);
    sale.byHand({ do: 'retry' });
    deepStrictEqual([sale.state, sale.order?.seats], ['confirming', ['1', '2']]);
  });

  it('gives back what was set aside when nobody had named them, and takes them then', () => {
    const sale = new Sale();
    sale.listed('provisional');
    deepStrictEqual([sale.state, sale.order?.seats], ['held', ['1', '2']]);
    sale.listed('unconfirmed', named('2', '3'));
    deepStrictEqual([sale.state, sale.order?.seats, sale.owned], ['confirming', ['2', '3'], 2]);
  });

  it('takes them when a POS that holds others has said that it lets go, and not before', () => {
    const sale = new Sale({}, { pos: networkPos });
    sale.posAnswered(sale.listed('provisional').question, holdDone());
    const { question } = sale.listed('unconfirmed', named('2', '3'));
    deepStrictEqual([sale.state, question?.ask, sale.owned], ['releasing', 'release', 2]);
    sale.posAnswered(question, { ask: 'release', outcome: { kind: 'done', answer: { found: true } } });
    deepStrictEqual([sale.state, sale.order?.unread, sale.owned], ['released', true, 0]);
    const { question: invoice } = sale.shown(sale.due().inquiry, 'unconfirmed', named('2', '3'));
    deepStrictEqual([sale.state, invoice?.ask, sale.order?.seats], ['invoicing', 'invoice', ['2', '3']]);
    strictEqual(sale.order?.posHoldId, null, 'the hold that was let go is not invoiced');
  });

  it('keeps the same seats when those that were set aside are they', () => {
    const sale = new Sale();
    sale.listed('provisional', named('3', '2'));
    const { steps } = sale.listed('unconfirmed', named('2', '3'));
    ok(!steps.some(([event]) => event === 'release_asked'));
    deepStrictEqual([sale.state, sale.order?.seats], ['confirming', ['3', '2']]);
  });
});

describe('a sale whose time runs out', () => {
  const minuteMs = 60_000;
  const confirmBy = begun + 120 * minuteMs;
  const listing = listingOf(['1']);

  it('without tickets is told of once, half an hour before', () => {
    const sale = new Sale({}, { listing });
    sale.listed('unconfirmed', { ...sold, confirmBy });
    strictEqual(sale.order?.dueAt, confirmBy - 30 * minuteMs);
    strictEqual(sale.later(90 * minuteMs - 1).due().alert, null);
    const { alert } = sale.later(1).due();
    strictEqual(alert?.kind, 'deadline_near');
    match(alert?.sentence ?? '', /^Sale sale-1 of stubhub for 300\.00 USD still has no tickets, and waits until 2030-/);
    deepStrictEqual([sale.state, sale.order?.dueAt], ['unfilled', null]);
  });

  it('is told of at half time where there is less than an hour', () => {
    const sale = new Sale({}, { listing });
    sale.listed('unconfirmed', { ...sold, confirmBy: begun + 20 * minuteMs });
    strictEqual(sale.order?.dueAt, begun + 10 * minuteMs);
  });

  it('is told of before the account’s rule rejects it, and then it is rejected all the same', () => {
    const autoReject: AutoReject = {
      when: 'before_deadline',
      marginMs: 15 * minuteMs,
      mostAmount: null,
      reason: 'gone',
    };
    const sale = new Sale({ autoReject }, { listing });
    sale.listed('unconfirmed', { ...sold, confirmBy });
    strictEqual(sale.order?.dueAt, confirmBy - 45 * minuteMs);
    const { alert } = sale.later(75 * minuteMs).due();
    match(alert?.sentence ?? '', /is rejected by itself at 2030-01-01 01:45 UTC unless you fill it/);
    deepStrictEqual([sale.state, sale.order?.dueAt], ['unfilled', confirmBy - 15 * minuteMs]);
    strictEqual(sale.later(30 * minuteMs).due().alert, null);
    strictEqual(sale.state, 'rejecting');
  });

  it('is looked at again meanwhile, as the marketplace needs it', () => {
    const lookAgain = { everyMs: 40 * minuteMs, forMs: 1_000 * minuteMs };
    const sale = new Sale({ lookAgain }, { listing });
    sale.listed('unconfirmed', { ...sold, confirmBy });
    strictEqual(sale.order?.dueAt, begun + 40 * minuteMs);
    sale.shown(sale.later(40 * minuteMs).due().inquiry, 'unconfirmed', { ...sold, confirmBy });
    strictEqual(sale.order?.dueAt, begun + 80 * minuteMs);
    sale.shown(sale.later(40 * minuteMs).due().inquiry, 'unconfirmed', { ...sold, confirmBy });
    strictEqual(sale.order?.dueAt, confirmBy - 30 * minuteMs);
  });

  it('counts the deadline that the marketplace names later', () => {
    const sale = new Sale({}, { listing });
    sale.listed('unconfirmed');
    strictEqual(sale.order?.dueAt, null);
    sale.listed('unconfirmed', { ...sold, confirmBy });
    strictEqual(sale.order?.dueAt, confirmBy - 30 * minuteMs);
  });

  it('and that only a person can confirm is told of again', () => {
    const sale = new Sale({ confirms: false });
    sale.listed('unconfirmed', { ...sold, confirmBy });
    deepStrictEqual([sale.state, sale.order?.dueAt], ['confirming', confirmBy - 30 * minuteMs]);
    const { alert } = sale.later(90 * minuteMs).due();
    strictEqual(alert?.kind, 'deadline_near');
    match(alert?.sentence ?? '', /waits for your confirmation there until/);
    sale.byHand({ do: 'note_confirmed' });
    deepStrictEqual([sale.state, sale.order?.dueAt], ['confirmed', null]);
  });

  it('or that stays unconfirmed where no deadline is named, is told of after a quarter of an hour', () => {
    const { sale, inquiry } = confirming();
    sale.answered(inquiry, ended('confirm', 'not_sent'));
    strictEqual(sale.later(15 * minuteMs - 1).due().alert, null);
    const { alert, inquiry: again } = sale.later(10 * minuteMs).due();
    strictEqual(alert?.kind, 'deadline_near');
    match(alert?.sentence ?? '', /is still not confirmed. It is tried again/);
    strictEqual(again?.ask, 'confirm', 'and is tried again all the same');
  });

  it('or that was never read since it was told, is told of after a quarter of an hour', () => {
    const sale = new Sale();
    const { inquiry } = sale.told();
    sale.answered(inquiry, ended('read', 'unsure'));
    const { alert: early, inquiry: again } = sale.later(15 * minuteMs - 1).due();
    strictEqual(early, null);
    sale.answered(again, ended('read', 'unsure'));
    const { alert, inquiry: last } = sale.later(minuteMs).due();
    strictEqual(alert?.kind, 'sale_unread');
    match(alert?.sentence ?? '', /told of its sale sale-1 at 2030-01-01 00:00 UTC, and it cannot be read there since/);
    sale.shown(last, 'under_review');
    strictEqual(sale.state, 'reported');
    strictEqual(sale.later(60 * minuteMs).due().alert, null, 'what was read once is known');
  });
});

describe('an account’s rule for sales without tickets', () => {
  const rule: AutoReject = { when: 'before_deadline', marginMs: 600_000, mostAmount: null, reason: 'gone' };
  const without = (autoReject: AutoReject, facts: Partial<SaleFacts> = {}): Sale => {
    const sale = new Sale({ autoReject }, { listing: listingOf(['1']) });
    sale.listed('unconfirmed', { ...sold, ...facts });
    return sale;
  };
  const confirmBy = begun + 3_600_000;

  it('rejects at once', () => {
    const sale = without({ ...rule, when: 'at_once' });
    deepStrictEqual([sale.state, sale.order?.rejectReason], ['rejecting', 'gone']);
  });

  it('rejects in time before the deadline, and not before', () => {
    const sale = without(rule, { confirmBy });
    sale.later(2_999_999).due();
    deepStrictEqual([sale.state, sale.order?.dueAt], ['unfilled', confirmBy - 600_000]);
    const { inquiry } = sale.later(1).due();
    deepStrictEqual([sale.state, inquiry?.ask], ['rejecting', 'reject']);
  });

  describe('at a marketplace that names no deadline, and whose broker was told of one', () => {
    const told = (facts: Partial<SaleFacts> = {}): Sale => {
      const sale = new Sale({ autoReject: rule, confirmWithinMs: 3_600_000 }, { listing: listingOf(['1']) });
      sale.later(60_000).listed('unconfirmed', { ...sold, ...facts });
      return sale;
    };

    it('counts it from when the sale was made, or else was told of', () => {
      strictEqual(told({ soldAt: begun }).order?.confirmBy, begun + 3_600_000);
      const sale = told();
      strictEqual(sale.order?.confirmBy, begun + 3_660_000);
      sale.later(600_000).listed('unconfirmed');
      strictEqual(sale.order?.confirmBy, begun + 3_660_000, 'however often it is told again');
      sale.later(2_400_000).due();
      strictEqual(sale.state, 'rejecting');
    });

    it('takes the marketplace at its word where it does name one', () => {
      strictEqual(told({ confirmBy }).order?.confirmBy, confirmBy);
      const sale = told();
      sale.listed('unconfirmed', { ...sold, confirmBy });
      strictEqual(sale.order?.confirmBy, confirmBy);
    });

    it('takes the first and the last day that there is for none', () => {
      for (const none of ['0001-01-01T00:00:00+09:00', '9999-12-31T23:59:59-05:00']) {
        strictEqual(told({ confirmBy: Date.parse(none) }).order?.confirmBy, begun + 3_660_000);
      }
    });

    it('gives none to what is no sale yet', () => {
      const sale = new Sale({ autoReject: rule, confirmWithinMs: 3_600_000 });
      sale.listed('under_review', sold);
      strictEqual(sale.order?.confirmBy, null);
    });
  });

  it('leaves to a person what has no deadline, is worth too much, or is of unknown worth', () => {
    for (const sale of [
      without(rule),
      without({ ...rule, mostAmount: 29_999 }, { confirmBy }),
      without({ ...rule, when: 'at_once', mostAmount: 30_000 }, { total: null }),
    ]) {
      sale.later(3_600_000).due();
      deepStrictEqual([sale.state, sale.order?.dueAt], ['unfilled', null]);
    }
    strictEqual(without({ ...rule, when: 'at_once', mostAmount: 30_000 }).state, 'rejecting');
  });

  it('leaves to a person what no call can reject', () => {
    const sale = new Sale({ autoReject: { ...rule, when: 'at_once' }, rejects: false }, { listing: listingOf(['1']) });
    const { alert } = sale.listed('unconfirmed');
    deepStrictEqual([sale.state, alert?.kind], ['unfilled', 'unfilled']);
  });

  it('counts also when it is the POS that has no tickets', () => {
    const sale = new Sale({ autoReject: { ...rule, when: 'at_once' } }, { pos: networkPos });
    const { question } = sale.listed('unconfirmed');
    const { inquiry, alert } = sale.posAnswered(question, invoiceEnded({ refused: 'not_available' }));
    deepStrictEqual([sale.state, sale.owned, inquiry?.ask, alert?.kind], ['rejecting', 0, 'reject', 'unfilled']);
  });
});

describe('a sale that is filled from another listing', () => {
  it('takes its tickets there', () => {
    const sale = unfilled();
    sale.listing = listingOf(['8', '9'], { remoteId: 'listing-2' });
    const { exchanges } = sale.byHand({ do: 'fill', remoteId: 'listing-2' });
    deepStrictEqual([sale.state, sale.owned, sale.order?.remoteId], ['confirming', 2, 'listing-2']);
    match(exchanges[0]?.request.line ?? '', /fill from listing listing-2$/);
  });

  it('stays as it was when there are not enough either', () => {
    const sale = unfilled();
    sale.listing = listingOf(['8'], { remoteId: 'listing-2' });
    deepStrictEqual(sale.byHand({ do: 'fill', remoteId: 'listing-2' }).steps, []);
    deepStrictEqual([sale.state, sale.order?.remoteId], ['unfilled', 'listing-1']);
  });
});

describe('a sale that rests where nobody is told when it comes to nothing', () => {
  const hour = 3_600_000;
  const watched: Partial<MarketplaceNature> = { lookAgain: { everyMs: hour, forMs: 2.5 * hour } };
  const standing = (): Sale => {
    const { sale, inquiry } = confirming(watched);
    sale.answered(inquiry, done('confirm'));
    return sale;
  };

  it('is read again in its time, and rests again when it stands', () => {
    const sale = standing();
    strictEqual(sale.order?.dueAt, sale.now + hour);
    strictEqual(sale.later(hour - 1).due().inquiry, null);
    const { inquiry } = sale.later(1).due();
    deepStrictEqual([inquiry?.ask, sale.state], ['read', 'confirmed']);
    sale.shown(inquiry, 'confirmed');
    deepStrictEqual([sale.state, sale.order?.unread, sale.order?.dueAt], ['confirmed', false, sale.now + hour]);
  });

  it('is undone when it has come to nothing', () => {
    const sale = standing();
    sale.shown(sale.later(hour).due().inquiry, 'cancelled');
    deepStrictEqual([sale.state, sale.owned, sale.order?.dueAt], ['cancelled', 0, null]);
  });

  it('is left alone after a while', () => {
    const sale = standing();
    sale.shown(sale.later(hour).due().inquiry, 'confirmed');
    sale.shown(sale.later(hour).due().inquiry, 'confirmed');
    strictEqual(sale.order?.dueAt, null);
  });

  it('is read again while it is unfilled, and its deadline is kept', () => {
    const sale = unfilled(watched);
    const { inquiry } = sale.later(hour).due();
    deepStrictEqual([inquiry?.ask, sale.state], ['read', 'unfilled']);
    sale.shown(inquiry, 'cancelled');
    strictEqual(sale.state, 'cancelled');
  });

  it('is not read where it cannot be', () => {
    const sale = new Sale({ ...watched, reads: false });
    const { inquiry } = sale.said('unconfirmed');
    sale.answered(inquiry, done('confirm'));
    deepStrictEqual([sale.state, sale.order?.dueAt], ['confirmed', null]);
  });

  it('is rejected in time all the same, where that is the account’s rule', () => {
    const autoReject: AutoReject = { when: 'before_deadline', marginMs: 0, mostAmount: null, reason: 'gone' };
    const sale = new Sale({ ...watched, autoReject }, { listing: listingOf(['1']) });
    const confirmBy = sale.now + 2 * hour;
    sale.listed('unconfirmed', { ...sold, confirmBy });
    sale.shown(sale.later(hour).due().inquiry, 'unconfirmed');
    strictEqual(sale.state, 'unfilled');
    ok(sale.order?.dueAt && sale.order.dueAt <= confirmBy);
    sale.later(hour).due();
    strictEqual(sale.state, 'rejecting');
  });
});
