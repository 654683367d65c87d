// The book of a POS, in memory: which tickets are held and sold, and under which reference. Put your POS in its place: every
// method is one thing that Holdfast may ask for, and each must happen as one (here nothing else runs in between; in a
// database, one transaction).
// Kept: a reference takes effect once, however often it is sent, and stands for its own tickets for ever.

/** A no in words. Nothing was changed. */
export class Refusal extends Error {
  constructor(status, code, detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

const notAvailable = (detail) => new Refusal(409, 'not_available', detail);
const notFound = (detail) => new Refusal(404, 'not_found', detail);

export class Book {
  #clock;
  /** Groups by remote id; a ticket's `deal` is whoever has it. */
  #groups = new Map();
  /** Every reference that ever took effect. None is ever forgotten: a late copy of a call must find it. */
  #deals = new Map();
  #lastId = 0;
  #lastChange = 0;

  constructor(clock = Date.now) {
    this.#clock = clock;
  }

  /** `seats`: labels in their order in the row; null labels are general-admission places. */
  addGroup({ remoteId, seats, ...content }) {
    const tickets = seats.map((seat) => ({ seat, deal: null }));
    this.#groups.set(remoteId, { remoteId, content, tickets, changed: this.#nextChange() });
  }

  hold({ reference, remoteId, seats, expiresAt }) {
    const known = this.#dealOf(reference);
    if (known) {
      this.#mustBeAbout(known, remoteId, seats);
      if (known.state === 'held') return known;
      throw notAvailable(`what stood under this reference is ${known.state}`);
    }
    const deal = { reference, remoteId, seats, expiresAt, holdId: this.#nextId('H'), invoiceId: null, orderId: null };
    return this.#take(deal, 'held');
  }

  release(reference) {
    const deal = this.#dealOf(reference);
    if (deal?.state === 'sold') throw new Refusal(403, 'not_allowed', 'the tickets under this reference are sold');
    if (deal?.state !== 'held') throw notFound('no hold stands under this reference');
    return this.#letGo(deal, 'released');
  }

  /** Sells what is held; without a live hold the named tickets, if every one of them is free. */
  invoice({ reference, remoteId, seats, orderId }) {
    const known = this.#dealOf(reference);
    if (known) this.#mustBeAbout(known, remoteId, seats);
    if (known?.state === 'sold') {
      if (known.orderId === orderId) return known;
      throw new Refusal(400, 'bad_request', 'the reference was sold as another order');
    }
    if (known?.invoiceId) throw notAvailable('the sale under this reference was undone');
    const deal = known ?? { reference, remoteId, seats, expiresAt: null, holdId: null, invoiceId: null, orderId: null };
    if (deal.state !== 'held') this.#take(deal, 'sold');
    Object.assign(deal, { state: 'sold', orderId, invoiceId: this.#nextId('I') });
    return deal;
  }

  /** Undoes a sale, and lets go of what is only held: nothing of the reference is left standing. */
  undo(reference) {
    const deal = this.#dealOf(reference);
    const wasSold = deal?.state === 'sold';
    if (wasSold || deal?.state === 'held') this.#letGo(deal, 'released');
    if (!wasSold) throw notFound('no sale stands under this reference');
    return deal;
  }

  /** Null: nothing stands under it. */
  find(reference) {
    const deal = this.#dealOf(reference);
    return deal?.state === 'held' || deal?.state === 'sold' ? deal : null;
  }

  group(remoteId) {
    const group = this.#groups.get(remoteId);
    if (!group) throw notFound(`there is no group ${remoteId}`);
    this.#expireAll();
    return group;
  }

  /** Groups that have changed since, oldest change first. */
  changesAfter(change) {
    this.#expireAll();
    return [...this.#groups.values()].filter(({ changed }) => changed > change).sort((a, b) => a.changed - b.changed);
  }

  holds() {
    this.#expireAll();
    return [...this.#deals.values()].filter(({ state }) => state === 'held');
  }

  #take(deal, state) {
    const group = this.#groups.get(deal.remoteId);
    if (!group) throw new Refusal(404, 'listing_unknown', `there is no listing ${deal.remoteId}`);
    this.#expireAll();
    const free = group.tickets.filter((ticket) => ticket.deal === null);
    // All of them or none: what is found is only taken when everything was found.
    const taken = deal.seats.map((seat) => {
      const at = free.findIndex((ticket) => ticket.seat === seat);
      if (at < 0) throw notAvailable(`${seat ?? 'a place'} is not free`);
      return free.splice(at, 1)[0];
    });
    for (const ticket of taken) ticket.deal = deal;
    deal.state = state;
    this.#deals.set(deal.reference, deal);
    group.changed = this.#nextChange();
    return deal;
  }

  #letGo(deal, state) {
    const group = this.#groups.get(deal.remoteId);
    for (const ticket of group.tickets) if (ticket.deal === deal) ticket.deal = null;
    deal.state = state;
    group.changed = this.#nextChange();
    return deal;
  }

  #mustBeAbout(deal, remoteId, seats) {
    const isSame = deal.remoteId === remoteId && JSON.stringify(deal.seats) === JSON.stringify(seats);
    if (!isSame) throw new Refusal(400, 'bad_request', 'the reference stands for other tickets');
  }

  #dealOf(reference) {
    const deal = this.#deals.get(reference);
    if (deal) this.#expire(deal);
    return deal;
  }

  #expireAll() {
    for (const deal of this.#deals.values()) this.#expire(deal);
  }

  /** A hold ends at its time by itself, whoever looks. */
  #expire(deal) {
    if (deal.state === 'held' && deal.expiresAt <= this.#clock()) this.#letGo(deal, 'expired');
  }

  #nextId(letter) {
    this.#lastId += 1;
    return `${letter}-${this.#lastId}`;
  }

  #nextChange() {
    this.#lastChange += 1;
    return this.#lastChange;
  }
}
