// What is Ticket Evolution Core's own: signatures over the very bytes, takes without end, releases that are proven, tickets that do
// not come back, and lists instead of webhooks.
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { OrderId } from '../../src/core/order.ts';
import type { Exchange } from '../../src/core/outcome.ts';
import type { Send } from '../../src/core/wire.ts';
import { whyNotListed } from '../../src/engine/stock-content.ts';
import { type Outbound, openOutbound } from '../../src/http/outbound.ts';
import type { RemotePos } from '../../src/pos/pos.ts';
import { ticketEvolutionCore } from '../../src/pos/ticket-evolution-core/ticket-evolution-core.ts';
import { cautiousSwitches } from '../../src/sandbox/pos/switches.ts';
import {
  type SandboxCore,
  type SandboxCoreOptions,
  startSandboxCore,
} from '../../src/sandbox/ticket-evolution-core/ticket-evolution-core.ts';

let now = Date.UTC(2031, 0, 1);
let outbound: Outbound;
let pos: SandboxCore;
let adapter: RemotePos;
const signal = (): AbortSignal => AbortSignal.timeout(5_000);
const open = (settings: object): RemotePos =>
  ticketEvolutionCore.open({ ...pos.settings, ...settings }, outbound.sendTo(pos.url), Date.now);

before(async () => {
  outbound = openOutbound('allow');
  pos = await startSandboxCore({ clock: () => now });
  adapter = open({});
});
after(async () => {
  await outbound.close();
  await pos.stop();
});

let groups = 0;
const fourSeats = ['5', '6', '7', '8'];

/** A group of its own at this POS, and everything to deal with its first two seats. */
function dealAt(at: SandboxCore, seats: readonly (string | null)[] = fourSeats, splits?: number[]) {
  groups += 1;
  const remoteId = String(1_000 + groups);
  at.addListing({ remoteId, seats, ...(splits ? { splits } : {}) });
  const reference = `order-${groups}` as OrderId;
  const tickets = { reference, remoteId, quantity: 2, seats: seats.slice(0, 2), marketplace: 'tickpick' };
  const state = () => at.book().find((line) => line.reference === reference)?.state ?? 'nothing';
  return { tickets, state };
}

type Deal = ReturnType<typeof dealAt>;

async function held(by: RemotePos, { tickets }: Deal) {
  const { outcome } = await by.hold({ ...tickets, expiresAt: now + 900_000, unitPrice: null }, signal());
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.answer;
}

async function sold(by: RemotePos, { tickets }: Deal, posHoldId: string | null = null): Promise<string> {
  const sale = {
    marketplaceOrderId: 'TP-1',
    soldAt: now,
    unitPrice: null,
    total: { amount: 37_000, currency: 'USD' },
    buyer: null,
  };
  const { outcome } = await by.invoice({ ...tickets, ...sale, posHoldId }, signal());
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.answer.invoiceId;
}

function seatsUnder(at: SandboxCore, { tickets }: Deal) {
  return at
    .book()
    .find(({ reference }) => reference === tickets.reference)
    ?.seats.toSorted();
}

/** One that answers every question in the same way, by the page that is asked for. Null: it says that there is no such page. */
function showing(onPage: (page: number, path: string) => object | null, asked: string[] = []): RemotePos {
  const exchange: Exchange = { direction: 'out', request: { line: '' } };
  const shows: Send = async ({ path }) => {
    asked.push(path);
    const body = onPage(Number(new URL(path, pos.url).searchParams.get('page') ?? 1), path);
    const said = body === null ? { status: 404, body: { error: 'no such page' } } : { status: 200, body };
    return { kind: 'answered', ...said, headers: {}, text: '', exchange };
  };
  return ticketEvolutionCore.open(pos.settings, shows, Date.now);
}

/** As a hold and as a sale, before anything is asked that could give others. */
async function refusesSeats(deal: Deal, seats: (string | null)[]): Promise<void> {
  const tickets = { ...deal.tickets, seats };
  const hold = await adapter.hold({ ...tickets, expiresAt: now + 60_000, unitPrice: null }, signal());
  const sale = { marketplaceOrderId: 'TP-7', soldAt: now, unitPrice: null, total: null, buyer: null };
  const invoice = await adapter.invoice({ ...tickets, ...sale, posHoldId: null }, signal());
  for (const { outcome, exchanges } of [hold, invoice]) {
    const asked = exchanges.filter(({ request }) => request.line.startsWith('POST'));
    deepStrictEqual(asked, [], seats.join(', '));
    const why = outcome.kind === 'refused' ? outcome.why : outcome.kind;
    strictEqual(why, 'bad_request', `${seats.join(', ')}: ${JSON.stringify(outcome)}`);
  }
  strictEqual(deal.state(), 'nothing');
}

async function at<Result>(
  options: SandboxCoreOptions,
  use: (other: SandboxCore, by: (settings?: object) => RemotePos) => Promise<Result>,
): Promise<Result> {
  const other = await startSandboxCore({ clock: () => now, ...options });
  const by = (settings: object = {}): RemotePos =>
    ticketEvolutionCore.open({ ...other.settings, ...settings }, outbound.sendTo(other.url), Date.now);
  try {
    return await use(other, by);
  } finally {
    await other.stop();
  }
}

describe('a request', () => {
  test('with the wrong secret, or the wrong token, is not let in, and nothing was done', async () => {
    const deal = dealAt(pos);
    for (const wrong of [{ secret: 'another' }, { token: 'another' }]) {
      const { outcome } = await open(wrong).hold(
        { ...deal.tickets, expiresAt: now + 60_000, unitPrice: { amount: 18_500, currency: 'USD' } },
        signal(),
      );
      strictEqual(outcome.kind, 'not_sent');
    }
    strictEqual(deal.state(), 'nothing');
  });
});

describe('a hold', () => {
  test('reverts at the time that was named for it', async () => {
    const deal = dealAt(pos);
    strictEqual((await held(adapter, deal)).expiresAt, now + 900_000);
    now += 900_000;
    strictEqual(deal.state(), 'expired');
  });

  test('that is a take never reverts, is found by its notes, sold, or let go of', async () => {
    const taking = open({ hold_by: 'take' });
    const [one, other] = [dealAt(pos), dealAt(pos)];
    const takes = [await held(taking, one), await held(taking, other)];
    deepStrictEqual(
      takes.map(({ expiresAt }) => expiresAt),
      [null, null],
    );
    now += 365 * 86_400_000;
    deepStrictEqual([one.state(), other.state()], ['held', 'held']);
    const found = await taking.find(one.tickets, signal());
    deepStrictEqual(found.outcome, { kind: 'done', answer: { hold: takes[0], sale: null } });
    await sold(taking, one, takes[0]?.posHoldId ?? null);
    await taking.release({ ...other.tickets, posHoldId: takes[1]?.posHoldId ?? null }, signal());
    deepStrictEqual([one.state(), other.state()], ['sold', 'released']);
  });

  test('is not called let go of while a list shows it, whatever the address answered', async () => {
    const deal = dealAt(pos);
    const { posHoldId } = await held(adapter, deal);
    const astray = open({ release_path: '/v9/ticket_groups/{group_id}/let_go/{hold_id}' });
    const { outcome } = await astray.release({ ...deal.tickets, posHoldId }, signal());
    strictEqual(outcome.kind, 'refused');
    strictEqual(deal.state(), 'held');
    deepStrictEqual((await adapter.release({ ...deal.tickets, posHoldId }, signal())).outcome, {
      kind: 'done',
      answer: { found: true },
    });
  });

  test('of tickets without numbers takes any that are free', async () => {
    const deal = dealAt(pos, [null, null, null]);
    await held(adapter, deal);
    strictEqual(deal.state(), 'held');
  });

  test('of fewer tickets than were asked for is let go of again, wherever its size is shown', async () => {
    for (const coreHoldId of ['nowhere', 'ticket_hold_id'] as const) {
      await at({ switches: { ...cautiousSwitches, coreHoldId } }, async (other, by) => {
        const deal = dealAt(other);
        other.holdOthers(deal.tickets.remoteId, 'too_few');
        const { outcome } = await by().hold({ ...deal.tickets, expiresAt: now + 60_000, unitPrice: null }, signal());
        deepStrictEqual([outcome.kind, (outcome as { why?: string }).why], ['refused', 'not_available']);
        deepStrictEqual([deal.state(), other.heldThere()], ['released', 0]);
      });
    }
  });

  test('of fewer tickets is not found as ours, and neither is it nothing', async () => {
    await at({ switches: { ...cautiousSwitches, coreHoldId: 'ticket_hold_id' } }, async (other, by) => {
      const deal = dealAt(other);
      other.holdOthers(deal.tickets.remoteId, 'too_few');
      other.faults.next('hold', { kind: 'cut_after' });
      const cut = await by().hold({ ...deal.tickets, expiresAt: now + 60_000, unitPrice: null }, signal());
      strictEqual(cut.outcome.kind, 'unsure');
      strictEqual((await by().find(deal.tickets, signal())).outcome.kind, 'unsure');
      const released = await by().release({ ...deal.tickets, posHoldId: null }, signal());
      deepStrictEqual([released.outcome.kind, deal.state()], ['done', 'released']);
    });
  });

  test('is of the seats that are named, in whatever order they come or the group is shown', async () => {
    for (const seats of [fourSeats, fourSeats.toReversed()]) {
      const deal = dealAt(pos, seats);
      const tickets = { ...deal.tickets, seats: ['6', '5'] };
      await held(adapter, { ...deal, tickets });
      deepStrictEqual(seatsUnder(pos, deal), ['5', '6']);
    }
  });

  test('of every other seat is asked for only where the group has none between', async () => {
    const odd = dealAt(pos, ['5', '7', '9']);
    await held(adapter, odd);
    deepStrictEqual(seatsUnder(pos, odd), ['5', '7']);
    const deal = dealAt(pos);
    await refusesSeats(deal, ['5', '7']);
  });

  test('of seats that are apart, named twice or without numbers is not asked for, and neither is a sale', async () => {
    for (const seats of [
      ['5', '8'],
      ['5', '5'],
      ['A1', 'A2'],
      ['5', null],
      ['5.0', '6'],
      ['', '1'],
    ]) {
      await refusesSeats(dealAt(pos, [...fourSeats, 'A1', 'A2', null, '1']), seats);
    }
  });

  test('of other seats than were asked for is let go of again, wherever they are shown', async () => {
    for (const showsSeatsAs of ['seats', 'low_seat'] as const) {
      for (const coreHoldId of ['nowhere', 'ticket_hold_id'] as const) {
        await at({ showsSeatsAs, switches: { ...cautiousSwitches, coreHoldId } }, async (other, by) => {
          const fine = dealAt(other);
          await held(by(), fine);
          const deal = dealAt(other);
          other.holdOthers(deal.tickets.remoteId, 'the_next');
          const { outcome } = await by().hold({ ...deal.tickets, expiresAt: now + 60_000, unitPrice: null }, signal());
          ok(outcome.kind === 'refused' && /other seats than 5, 6/.test(outcome.detail), JSON.stringify(outcome));
          deepStrictEqual([outcome.why, deal.state(), other.heldThere()], ['not_available', 'released', 1]);
        });
      }
    }
  });

  test('by a broker whose lists show no notes is not said to be nothing', async () => {
    const deal = dealAt(pos);
    const { outcome } = await open({ notes_are_listed: false }).find(deal.tickets, signal());
    deepStrictEqual(outcome, { kind: 'done', answer: { hold: 'unknown', sale: null } });
  });
});

describe('a sale', () => {
  test('leaves no hold beside it, though Ticket Evolution Core would', async () => {
    await at({ switches: { ...cautiousSwitches, invoicing: 'leaves_the_hold' } }, async (other, by) => {
      const deal = dealAt(other);
      await sold(by(), deal, (await held(by(), deal)).posHoldId);
      deepStrictEqual([deal.state(), other.heldThere()], ['sold', 0]);
    });
  });

  test('is of all the tickets, though a hold of ours has fewer', async () => {
    const deal = dealAt(pos);
    const heldBefore = pos.heldThere();
    pos.holdOthers(deal.tickets.remoteId, 'too_few');
    pos.faults.next('hold', { kind: 'cut_after' });
    await adapter.hold({ ...deal.tickets, expiresAt: now + 60_000, unitPrice: null }, signal());
    await sold(adapter, deal);
    const sales = pos.book().filter((line) => line.reference === deal.tickets.reference && line.state === 'sold');
    deepStrictEqual([sales.map(({ seats }) => seats), pos.heldThere()], [[['5', '6']], heldBefore]);
  });

  test('of fewer tickets, from a hold that did not tell its size, is taken back', async () => {
    const deal = dealAt(pos);
    pos.holdOthers(deal.tickets.remoteId, 'too_few');
    pos.faults.next('hold', { kind: 'cut_after' });
    await adapter.hold({ ...deal.tickets, expiresAt: now + 60_000, unitPrice: null }, signal());
    const posHoldId = pos.book().find((line) => line.reference === deal.tickets.reference)?.holdId ?? '';
    const sale = {
      marketplaceOrderId: 'TP-3',
      soldAt: now,
      unitPrice: null,
      total: { amount: 37_000, currency: 'USD' },
      buyer: null,
    };
    const { outcome } = await adapter.invoice({ ...deal.tickets, ...sale, posHoldId }, signal());
    ok(outcome.kind === 'refused' && /taken it back/.test(outcome.detail), JSON.stringify(outcome));
    strictEqual(deal.state(), 'released');
  });

  test('of other seats is no sale, and is taken back', async () => {
    const deal = dealAt(pos);
    pos.holdOthers(deal.tickets.remoteId, 'the_next');
    const { posHoldId } = await held(adapter, deal);
    await at({ showsSeatsAs: 'seats' }, async (other, by) => {
      const shown = dealAt(other);
      other.holdOthers(shown.tickets.remoteId, 'the_next');
      other.faults.next('hold', { kind: 'cut_after' });
      await by().hold({ ...shown.tickets, expiresAt: now + 60_000, unitPrice: null }, signal());
      const standing = other.book().find((line) => line.reference === shown.tickets.reference);
      const sale = { marketplaceOrderId: 'TP-6', soldAt: now, unitPrice: null, total: null, buyer: null };
      const { outcome } = await by().invoice(
        { ...shown.tickets, ...sale, posHoldId: standing?.holdId ?? '' },
        signal(),
      );
      ok(outcome.kind === 'refused' && /taken it back/.test(outcome.detail), JSON.stringify(outcome));
      strictEqual(shown.state(), 'released');
    });
    // Of seats that are not shown nobody can tell.
    await sold(adapter, deal, posHoldId);
    strictEqual(deal.state(), 'sold');
  });

  test('without a hold is of the seats that are named', async () => {
    const deal = dealAt(pos);
    await sold(adapter, { ...deal, tickets: { ...deal.tickets, seats: ['7', '6'] } });
    deepStrictEqual(seatsUnder(pos, deal), ['6', '7']);
  });

  test('that is open is neither a sale nor none, until its review ends', async () => {
    for (const [as, answer] of [
      ['accepted', 'a sale'],
      ['canceled_open', 'none'],
    ] as const) {
      await at({ switches: { ...cautiousSwitches, coreHoldId: 'ticket_hold_id' } }, async (other, by) => {
        const deal = dealAt(other);
        const { posHoldId } = await held(by(), deal);
        other.reviewOrders();
        const sale = { marketplaceOrderId: 'TP-5', soldAt: now, unitPrice: null, total: null, buyer: null };
        // Asked twice, it makes no second one.
        for (let time = 0; time < 2; time++) {
          const { outcome } = await by().invoice({ ...deal.tickets, ...sale, posHoldId }, signal());
          ok(outcome.kind === 'unsure' && /under review/.test(outcome.detail), JSON.stringify(outcome));
        }
        strictEqual((await by().find(deal.tickets, signal())).outcome.kind, 'unsure');
        other.endReviews(as);
        const { outcome } = await by().find(deal.tickets, signal());
        ok(outcome.kind === 'done');
        strictEqual(outcome.answer.sale === null ? 'none' : 'a sale', answer);
        strictEqual(other.book().filter(({ invoiceId }) => invoiceId !== null).length, 1);
      });
    }
  });

  test('without a hold and a total is made at the unit price, or else at the price of the group', async () => {
    for (const [unitPrice, price] of [
      [{ amount: 9_950, currency: 'USD' }, 99.5],
      [null, 185],
    ] as const) {
      const deal = dealAt(pos);
      const sale = { marketplaceOrderId: 'TP-4', soldAt: now, unitPrice, total: null, buyer: null };
      const { outcome, exchanges } = await adapter.invoice({ ...deal.tickets, ...sale, posHoldId: null }, signal());
      deepStrictEqual([outcome.kind, deal.state()], ['done', 'sold']);
      const asked = exchanges.find(({ request }) => request.line.startsWith('POST'))?.request.body;
      const [order] = (asked as { orders: { shipped_items: { items: { price: number }[] }[] }[] }).orders;
      strictEqual(order?.shipped_items[0]?.items[0]?.price, price);
    }
  });

  test('goes to the client of its marketplace, at its price', async () => {
    const deal = dealAt(pos);
    const { exchanges } = await open({ clients: { tickpick: 99 } }).invoice(
      {
        ...deal.tickets,
        posHoldId: null,
        marketplaceOrderId: 'TP-2',
        soldAt: now,
        unitPrice: null,
        total: { amount: 37_000, currency: 'USD' },
        buyer: null,
      },
      signal(),
    );
    const asked = exchanges.find(({ request }) => request.line.startsWith('POST'))?.request.body;
    const [order] = (asked as { orders: { client_id: number; shipped_items: { items: { price: number }[] }[] }[] })
      .orders;
    deepStrictEqual([order?.client_id, order?.shipped_items[0]?.items[0]?.price], [99, 185]);
  });

  test('that is undone gives its tickets back, or a person is needed, however often it is asked', async () => {
    await at({ returnsTickets: false }, async (other, by) => {
      const deal = dealAt(other);
      const invoiceId = await sold(by(), deal);
      for (let time = 0; time < 2; time++) {
        const { outcome } = await by().void({ ...deal.tickets, posHoldId: null, invoiceId }, signal());
        ok(outcome.kind === 'refused' && /by hand/.test(outcome.detail), JSON.stringify(outcome));
      }
    });
    const deal = dealAt(pos);
    const invoiceId = await sold(adapter, deal);
    for (const undo_by of ['cancel', 'return']) {
      const { outcome } = await open({ undo_by, reviewer_id: 5 }).void(
        { ...deal.tickets, posHoldId: null, invoiceId },
        signal(),
      );
      strictEqual(outcome.kind, 'done', undo_by);
    }
    strictEqual(deal.state(), 'released');
  });
});

describe('its stock', () => {
  test('shows every seat as it stands, with the splits', async () => {
    const deal = dealAt(pos, fourSeats, [2, 4]);
    await held(adapter, deal);
    pos.goElsewhere(deal.tickets.remoteId, ['8']);
    const told = await adapter.stock?.read(deal.tickets.remoteId, signal());
    const group = told?.outcome.kind === 'done' ? told.outcome.answer : null;
    deepStrictEqual(
      group?.tickets.map(({ seat, standing }) => `${seat} ${standing}`),
      ['5 held', '6 held', '7 free', '8 sold'],
    );
    deepStrictEqual(group?.split, { rule: 'quantities', quantities: [2, 4] });
    deepStrictEqual(group?.price, { amount: 18_500, currency: 'USD' });
    deepStrictEqual((await adapter.stock?.read('999999', signal()))?.outcome, { kind: 'done', answer: null });
  });

  test('leaves out a group without a price or a time, and goes on', async () => {
    const group = (id: number, retail_price: unknown, occurs_at: unknown) => ({
      id,
      retail_price,
      event: { occurs_at },
    });
    const at = '2031-05-04T19:30:00Z';
    const ticket_groups = [group(1, 10, at), group(2, null, at), group(3, 10, null), group(4, 10, 'soon')];
    const told = await showing(() => ({ ticket_groups })).stock?.changes(null, signal());
    ok(told?.outcome.kind === 'done', JSON.stringify(told?.outcome));
    deepStrictEqual(told.outcome.answer.groups.map(whyNotListed), [
      null,
      'has a price that no ticket has',
      'is for an event at no time that there is',
      'is for an event at no time that there is',
    ]);
  });

  test('names a group that cannot be read, and goes on; but stops where none can, or where one has no id', async () => {
    const readable = { id: 1, retail_price: 10, event: { occurs_at: '2031-05-04T19:30:00Z' } };
    const [strange, stranger] = [2, 3].map((id) => ({ ...readable, id, tickets: 'all of them' }));
    const read = async (ticket_groups: unknown[]) => {
      const told = await showing(() => ({ ticket_groups })).stock?.changes(null, signal());
      return told?.outcome.kind === 'done' ? told.outcome.answer.groups.map(whyNotListed) : told?.outcome.kind;
    };
    const why = 'is shown in a way that cannot be read';
    deepStrictEqual(await read([strange, readable, stranger]), [why, null, why]);
    // What a group does not have is no reason to leave it out.
    const nothing = { section: null, row: null, splits: null, available_quantity: null, seats: null, tickets: null };
    deepStrictEqual(await read([{ ...readable, ...nothing, event: { ...readable.event, name: null, venue: null } }]), [
      null,
    ]);
    deepStrictEqual(await read([strange]), [why]);
    strictEqual(await read([strange, stranger]), 'unsure');
    strictEqual(await read([readable, { ...strange, id: null }]), 'unsure');
  });

  test('is read page by page, and so are the holds, with our reference', async () => {
    await at({}, async (other, by) => {
      for (let count = 0; count < 130; count++) dealAt(other);
      const deal = dealAt(other);
      const { posHoldId } = await held(by(), deal);
      const stock = by().stock;
      ok(stock);
      const first = await stock.changes(null, signal());
      ok(first.outcome.kind === 'done' && first.outcome.answer.hasMore);
      strictEqual(first.outcome.answer.total, 131);
      const second = await stock.changes(first.outcome.answer.cursor, signal());
      ok(second.outcome.kind === 'done' && !second.outcome.answer.hasMore);
      strictEqual(first.outcome.answer.groups.length + second.outcome.answer.groups.length, 131);
      const holds = await stock.holds?.(null, signal());
      deepStrictEqual(holds?.outcome.kind === 'done' && holds.outcome.answer.holds, [
        {
          posHoldId,
          reference: deal.tickets.reference,
          remoteId: deal.tickets.remoteId,
          quantity: 2,
          expiresAt: now + 900_000,
        },
      ]);
    });
  });
});

describe('a list whose last page is full', () => {
  const tickets = {
    reference: 'order-x',
    remoteId: '1',
    quantity: 2,
    seats: ['5', '6'],
    marketplace: 'tickpick',
  } as const;
  const hundred = Array.from({ length: 100 }, (_, index) => ({
    id: index + 1,
    retail_price: 10,
    event: { occurs_at: '2031-05-04T19:30:00Z' },
    notes: 'another',
    state: 'accepted',
    seller_reference_number: 'another',
    // Somebody else's, of which little is said: no reason to know nothing of ours.
    ...{ ticket_group_id: null, quantity: null, hold_until: null, total: null, items: null },
  }));
  /** Every list is of a hundred. */
  const lists = { ticket_groups: hundred, ticket_holds: hundred, orders: hundred };
  const pagesOf = (asked: readonly string[]): string[] =>
    asked.flatMap((path) => new URL(path, pos.url).searchParams.get('page') ?? []);

  test('is not read any further where it says how many there are', async () => {
    const asked: string[] = [];
    const adapter = showing(() => ({ ...lists, total_entries: 100 }), asked);
    const stock = await adapter.stock?.changes(null, signal());
    ok(stock?.outcome.kind === 'done', JSON.stringify(stock?.outcome));
    const { hasMore, cursor, total } = stock.outcome.answer;
    deepStrictEqual([hasMore, cursor, total], [false, null, 100]);
    const holds = await adapter.stock?.holds?.(null, signal());
    strictEqual(holds?.outcome.kind === 'done' && holds.outcome.answer.hasMore, false);
    deepStrictEqual((await adapter.find({ ...tickets, reference: tickets.reference as OrderId }, signal())).outcome, {
      kind: 'done',
      answer: { hold: null, sale: null },
    });
    deepStrictEqual([...new Set(pagesOf(asked))], ['1']);
  });

  test('ends at a page that is not there, as it says in words', async () => {
    const adapter = showing((page) => (page === 1 ? lists : null));
    const first = await adapter.stock?.changes(null, signal());
    ok(first?.outcome.kind === 'done' && first.outcome.answer.hasMore);
    const second = await adapter.stock?.changes(first.outcome.answer.cursor, signal());
    deepStrictEqual(second?.outcome, {
      kind: 'done',
      answer: { groups: [], gone: [], cursor: null, hasMore: false, total: null },
    });
    deepStrictEqual((await adapter.find({ ...tickets, reference: tickets.reference as OrderId }, signal())).outcome, {
      kind: 'done',
      answer: { hold: null, sale: null },
    });
  });

  test('is not taken for over when nothing but a page of a web server says so', async () => {
    pos.faults.always('groups', { kind: 'answer', status: 404, body: '<h1>Not found</h1>' });
    const told = await adapter.stock?.changes({ page: 2 }, signal());
    pos.faults.clear();
    strictEqual(told?.outcome.kind, 'unsure');
  });
});
