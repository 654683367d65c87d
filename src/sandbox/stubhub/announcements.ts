// The webhooks of a sandbox StubHub: who sold what, and never how the sale stands. The listing is shown as it is after the
// sale: what is left of it may be nothing, and then its seats run backwards.
import type { News } from '../instant-notification/marketplace.ts';
import type { Notice } from '../instant-notification/notifier.ts';
import type { Sale } from '../instant-notification/sale-book.ts';

let deliveries = 0;

export function announcementOf(sale: Sale, news: News): Notice {
  const topic = topicOf(sale, news);
  deliveries += 1;
  const { saleId, soldAt, quantity, remoteId, unitPrice } = sale;
  const seating = { section: '112', row: 'C', seat_from: '4', seat_to: '3' };
  const link = { href: `https://sandbox.invalid/${saleId}` };
  const body = {
    topic,
    action: news === 'sold' ? 'Created' : 'Updated',
    barcodes: barcodesOf(sale),
    _links: { self: link },
    _embedded: {
      sale: {
        id: Number(saleId),
        created_at: new Date(soldAt).toISOString(),
        seating: { section: '112', row: 'C', seat_from: null, seat_to: null },
        proceeds: proceedsOf(sale),
        number_of_tickets: quantity,
        _links: { self: link },
      },
      event: { id: 5, name: 'The Longest Night', start_date: '2031-05-04T19:30:00-04:00', date_confirmed: true },
      seller_listing: {
        id: Number(saleId) + 7,
        external_id: remoteId,
        number_of_tickets: 0,
        seating,
        ticket_price: { amount: unitPrice / 100, currency_code: 'USD', display: `$${unitPrice / 100}` },
      },
      venue: { id: 6, name: 'Old Hall', city: 'Springfield' },
    },
  };
  const headers = { 'content-type': 'application/json', 'vgg-topic': topic, 'vgg-deliveryid': String(deliveries) };
  return { headers, text: JSON.stringify(body) };
}

/** Of tickets whose codes were uploaded before: they come with the sale, and name its seats. */
export function barcodesOf({ saleId, seats = [] }: Sale): object[] {
  return seats.map((seat, index) => ({
    seat_ordinal: index,
    seat,
    row: 'C',
    status: 'Received',
    barcode_values: [`${codesOf(saleId)}${index}`],
  }));
}

/** What all codes of a sale begin with. */
export function codesOf(saleId: string): string {
  return `BC-${saleId}-`;
}

function topicOf({ isProvisional }: Sale, news: News): string {
  if (!isProvisional) return 'Sales';
  return news === 'sold' ? 'ProvisionalSale' : 'CancelProvisionalSale';
}

/** What the seller gets for all of them, with four decimals. */
export function proceedsOf({ unitPrice, quantity }: Sale): object {
  const amount = Number((unitPrice * quantity * 0.008_975).toFixed(4));
  return { amount, currency_code: 'USD', display: `$${amount.toFixed(2)}` };
}
