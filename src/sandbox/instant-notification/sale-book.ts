// A marketplace's own book of the sales that it made and told us of. What it heard from us is kept beside each; nothing is
// ever taken out. A sale that is confirmed, rejected or cancelled stays so, whatever is said afterwards.

export type SaleState = 'unconfirmed' | 'confirmed' | 'rejected' | 'cancelled';

export type Heard = {
  at: number;
  said: 'confirm' | 'reject';
  reason: string | null;
  seats: readonly string[];
  /** `changed`: this did it. `again`: it was so already. `refused`: the sale is past that. */
  effect: 'changed' | 'again' | 'refused';
};

export type Sale = {
  saleId: string;
  remoteId: string;
  quantity: number;
  /** In cents, each. */
  unitPrice: number;
  soldAt: number;
  /** When the marketplace cancels it, and fines the broker; null: never by itself. */
  confirmBy: number | null;
  state: SaleState;
  /** Whether the buyer is a client of an office rather than an office; only some marketplaces tell. */
  isClient: boolean;
  isFined: boolean;
  /** No sale yet: the broker is asked to set the tickets aside, and nobody is bound. */
  isProvisional: boolean;
  /** The seats that it sold, where it names them. Absent: it leaves them to the broker. */
  seats?: readonly string[];
  /** What it sold them for; absent: each marketplace has an event of its own. */
  event?: string;
  heard: Heard[];
};

export type SaleSummary = {
  sold: number;
  confirmed: number;
  rejected: number;
  cancelled: number;
  fined: number;
  unconfirmed: number;
  heard: number;
};

export class SaleBook {
  readonly sales = new Map<string, Sale>();
  readonly #clock: () => number;
  readonly #onHeard: (sale: Sale, heard: Heard) => void;

  /** `onHeard`: told of every word of the broker's. */
  constructor(clock: () => number = Date.now, onHeard: (sale: Sale, heard: Heard) => void = () => {}) {
    this.#clock = clock;
    this.#onHeard = onHeard;
  }

  sell(
    deal: Pick<Sale, 'saleId' | 'remoteId' | 'quantity' | 'unitPrice' | 'confirmBy' | 'isClient' | 'seats' | 'event'>,
  ): Sale {
    const sale: Sale = {
      ...deal,
      soldAt: this.#clock(),
      state: 'unconfirmed',
      isFined: false,
      isProvisional: false,
      heard: [],
    };
    this.sales.set(sale.saleId, sale);
    return sale;
  }

  confirm(sale: Sale, seats: readonly string[] = []): Heard['effect'] {
    return this.#hear(sale, 'confirm', 'confirmed', { reason: null, seats });
  }

  reject(sale: Sale, reason: string | null): Heard['effect'] {
    return this.#hear(sale, 'reject', 'rejected', { reason, seats: [] });
  }

  /** Asks for tickets before there is a sale. */
  reserve(deal: Parameters<SaleBook['sell']>[0]): Sale {
    const sale = this.sell(deal);
    sale.isProvisional = true;
    return sale;
  }

  /** A provisional sale becomes one. */
  complete(sale: Sale): void {
    sale.isProvisional = false;
  }

  /** The marketplace's own doing: a buyer who backs out, a review that fails. */
  cancel(sale: Sale): void {
    if (sale.state !== 'rejected') sale.state = 'cancelled';
  }

  /** Cancels and fines what nobody confirmed in time, and says which. */
  passDeadlines(): Sale[] {
    const now = this.#clock();
    const late = [...this.sales.values()].filter(
      ({ state, isProvisional, confirmBy }) =>
        state === 'unconfirmed' && !isProvisional && confirmBy !== null && confirmBy <= now,
    );
    for (const sale of late) {
      sale.state = 'cancelled';
      sale.isFined = true;
    }
    return late;
  }

  summary(): SaleSummary {
    const sales = [...this.sales.values()];
    const being = (state: SaleState): number => sales.filter((sale) => sale.state === state).length;
    return {
      sold: sales.length,
      confirmed: being('confirmed'),
      rejected: being('rejected'),
      cancelled: being('cancelled'),
      fined: sales.filter(({ isFined }) => isFined).length,
      unconfirmed: being('unconfirmed'),
      heard: sales.reduce((count, { heard }) => count + heard.length, 0),
    };
  }

  #hear(sale: Sale, said: Heard['said'], state: SaleState, words: Pick<Heard, 'reason' | 'seats'>): Heard['effect'] {
    const effect = sale.isProvisional
      ? 'refused'
      : sale.state === state
        ? 'again'
        : sale.state === 'unconfirmed'
          ? 'changed'
          : 'refused';
    if (effect === 'changed') sale.state = state;
    const heard: Heard = { at: this.#clock(), said, effect, ...words };
    sale.heard.push(heard);
    this.#onHeard(sale, heard);
    return effect;
  }
}
