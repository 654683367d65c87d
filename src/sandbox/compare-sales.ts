// Compares a marketplace's book of sales with what the hub has made of them, line by line. The law: a sale that the
// marketplace counts as confirmed has its tickets and its invoice, one that it does not has neither, nothing is left
// without an end, and nothing is said twice to a marketplace that could have been asked instead. Compare when trading has stopped.
import type { Order } from '../core/order.ts';
import { settledSettings } from '../engine/marketplace-directory.ts';
import { marketplaceBySlug } from '../marketplaces/registry.ts';
import type { Sale, SaleBook } from './instant-notification/sale-book.ts';

/** A marketplace's book, and what its connection is set to: by that, the marketplace declares whether a sale can be read there. */
export type ComparedSales = {
  slug: string;
  settings: object;
  book: SaleBook;
  /** Whether nobody is told that a provisional sale came to nothing: then what was set aside stands until its time is over. */
  lapsesInSilence?: boolean;
};

export type SalesComparison = {
  compared: number;
  /** Each a plain sentence. Empty: the books agree. */
  differences: string[];
  /** Sales that have not come to their end. */
  unfinished: string[];
};

/** States of ours that say the same as the marketplace's. Null: the hub need not have heard of it. */
const agreeing: Record<Sale['state'], readonly (Order['state'] | null)[]> = {
  confirmed: ['confirmed'],
  rejected: ['rejected', 'cancelled', null],
  cancelled: ['cancelled', 'rejected', 'released', 'expired', 'declined', null],
  unconfirmed: [],
};

export async function compareSales(
  { slug, settings, book, lapsesInSilence = false }: ComparedSales,
  orderOf: (saleId: string) => Promise<Order | null>,
): Promise<SalesComparison> {
  const canBeRead = isReadable(slug, settings);
  const comparison: SalesComparison = { compared: book.sales.size, differences: [], unfinished: [] };
  for (const sale of book.sales.values()) {
    const order = await orderOf(sale.saleId);
    if (sale.isProvisional && sale.state === 'unconfirmed') continue;
    if (sale.isProvisional && lapsesInSilence && isStillHeld(order)) continue;
    if (sale.state === 'unconfirmed') {
      comparison.unfinished.push(`${sale.saleId}: nobody has confirmed or rejected it; the hub says ${stateOf(order)}`);
      continue;
    }
    comparison.differences.push(...differencesOf(sale, order, canBeRead));
  }
  return comparison;
}

/** Binding nobody, and not for ever. */
function isStillHeld(order: Order | null): boolean {
  return order?.state === 'held' && !order.binding && order.expiresAt !== null;
}

function differencesOf(sale: Sale, order: Order | null, canBeRead: boolean): string[] {
  const differences: string[] = [];
  const { saleId, state, heard } = sale;
  if (!agreeing[state].includes(order?.state ?? null)) {
    differences.push(`${saleId}: the marketplace says ${state}, and the hub says ${stateOf(order)}.`);
  }
  if (isSaidTooOften(heard, canBeRead)) {
    const words = heard.map(({ said, effect }) => `${said} (${effect})`).join(', ');
    differences.push(`${saleId}: one word was due, and the marketplace heard ${heard.length}: ${words}.`);
  }
  if (state === 'confirmed' && order !== null) differences.push(...wrongSale(sale, order));
  return differences;
}

function wrongSale({ saleId, quantity, heard }: Sale, order: Order): string[] {
  const wrong: string[] = [];
  if (order.invoiceId === null) wrong.push(`${saleId}: it is confirmed without an invoice.`);
  if (order.seats?.length !== quantity)
    wrong.push(`${saleId}: ${quantity} were sold and ${order.seats?.length ?? 0} are owned.`);
  const told = heard.find(({ said, effect }) => said === 'confirm' && effect === 'changed')?.seats ?? [];
  const owned = (order.seats ?? []).map((seat) => seat ?? '');
  if (told.length > 0 && told.join() !== owned.join()) {
    wrong.push(`${saleId}: seats ${told.join(' ')} were named, and ${owned.join(' ')} are owned.`);
  }
  return wrong;
}

/**
 * Whatever came of the words: a marketplace that takes a repeated one for nothing new would hide it. Where a sale cannot be
 * read, a word whose answer was lost can only be said again, and nothing else be said after it.
 */
function isSaidTooOften([first, ...later]: Sale['heard'], canBeRead: boolean): boolean {
  return later.some(({ said }) => canBeRead || said !== first?.said);
}

function isReadable(slug: string, settings: object): boolean {
  const marketplace = marketplaceBySlug.get(slug);
  if (!marketplace?.instantNotification) throw new Error(`${slug} tells of no sales`);
  return marketplace.instantNotification.nature(settledSettings(marketplace, settings)).reads;
}

function stateOf(order: Order | null): string {
  return order?.state ?? 'nothing';
}
