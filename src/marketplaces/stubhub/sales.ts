// Sales as StubHub shows them. The links say what can be done with a sale, and so where it stands: its status is a short
// text that may come in any language, and is taken only where it is one of the published words.
// Source: developer.stubhub.com/api-reference/sales, the page of sale states and the barcode guide (VENDOR).
import Type from 'typebox';
import { minorDigits } from '../../core/money.ts';
import type { Instant, Money } from '../../core/order.ts';
import type { SaleFacts, SaleSeen, SaleStanding } from '../../core/sale.ts';
import { hasShape } from '../../shape.ts';
import { fieldOf, listingIdIn, readAs, seatLabelsIn, titleIn } from '../tolerant-reading.ts';

/** A number beyond the exact ones would be another sale's. */
export const SaleNumber = Type.Union([
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ pattern: '^[1-9][0-9]{0,15}$' }),
]);
const Sale = Type.Object({ id: SaleNumber });
const Quantity = Type.Integer({ minimum: 1, maximum: 1_000 });
const Status = Type.String({ maxLength: 128 });
const Currency = Type.String({ pattern: '^[A-Z]{3}$' });
const Decimal = Type.Union([Type.Number({ minimum: 0 }), Type.String({ pattern: '^[0-9]{1,12}(\\.[0-9]{1,12})?$' })]);
/** Without its offset a time is of no known place. */
const DateTime = Type.String({
  pattern: '^2\\d{3}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?(Z|[+-]\\d\\d:\\d\\d)$',
});

/** What is not to be left to us unless the account says so. */
export type Reading = {
  /** Whether a sale is still confirmed after its deadline, as long as that is offered. */
  takesLate: boolean;
};

export type SaleShown = {
  saleId: string;
  seen: SaleSeen;
  soldAt: Instant | null;
  /** Whether it can be confirmed now. */
  offersConfirmation: boolean;
};

/** Null: it is no sale. `now`: StubHub's own time, or else ours. */
export function readSale(body: unknown, now: Instant, reading: Reading): SaleShown | null {
  if (!hasShape(Sale, body)) return null;
  const facts: SaleFacts = {
    remoteId: listingIdIn(fieldOf(body, 'external_listing_id')),
    quantity: readAs(Quantity, fieldOf(body, 'number_of_tickets')),
    // Not among what it shows of a sale.
    unitPrice: null,
    // What the seller gets for all of them.
    total: moneyOf(fieldOf(body, 'proceeds')),
    buyer: null,
    confirmBy: instantOf(fieldOf(body, 'confirm_by')),
    seats: namedSeats(body),
    event: titleIn(fieldOf(fieldOf(fieldOf(body, '_embedded'), 'event'), 'name')),
    soldAt: instantOf(fieldOf(body, 'created_at')),
    numbers: [],
  };
  const offersConfirmation = isOffered(body, ['sale:confirm']);
  const shown = offersConfirmation ? 'unconfirmed' : standingOf(body);
  const isLate = facts.confirmBy !== null && facts.confirmBy <= now;
  const isOurs = reading.takesLate || !isLate || shown === 'provisional';
  const isOpen = shown === 'unconfirmed' || shown === 'provisional';
  const standing = isOpen && !isOurs ? 'unclear' : shown;
  return { saleId: String(body.id), seen: { standing, facts }, soldAt: facts.soldAt ?? null, offersConfirmation };
}

/** By the names and by the English texts of the states, letters and digits alone. */
const standings: Readonly<Record<string, SaleStanding>> = {
  underreview: 'provisional',
  cancelled: 'cancelled',
  canceled: 'cancelled',
  // It can be confirmed only while that is offered; and of an issue its people must be asked.
  confirmsale: 'unclear',
  confirmsales: 'unclear',
  issue: 'unclear',
  ...Object.fromEntries(
    [
      ['uploadetickets', 'uploadticketslinks', 'uploadticketlinks', 'transfertdt', 'uploadtransferreceipts'],
      ['uploadqrcodes', 'uploadbarcodes', 'enterticketbarcodes', 'reenterbarcodes', 'uploadreservationcode'],
      [
        'printshippinglabels',
        'printshippinglabel',
        'waitforcourierpickup',
        'entertrackingnumbers',
        'entertrackingnumber',
      ],
      ['waitforshippingdetails', 'waitforbuyeraddressupdate', 'waituntil2daysbeforetheevent'],
      [
        'waituntil3daysbeforetheevent',
        'dropofftickets',
        'deliverbyhand',
        'waitingforbuyerpickup',
        'waitforbuyerpickup',
      ],
      ['ontheway', 'processingtransfer', 'getpaid', 'complete'],
    ]
      .flat()
      .map((state) => [state, 'confirmed' as const]),
  ),
};

/** Only a sale that was confirmed is there to be delivered. */
const deliveries = [
  'sale:uploadetickets',
  'sale:uploadeticketurls',
  'sale:saveetickets',
  'sale:uploadtransferreceipts',
  'sale:savetransferreceipts',
  'sale:trackshipment',
  'sale:autotrackshipment',
];

function standingOf(body: unknown): SaleStanding {
  const status = (readAs(Status, fieldOf(body, 'status')) ?? '').toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const known = Object.hasOwn(standings, status) ? standings[status] : undefined;
  return known ?? (isOffered(body, deliveries) ? 'confirmed' : 'unclear');
}

function isOffered(body: unknown, relations: readonly string[]): boolean {
  const links = fieldOf(body, '_links');
  return relations.some((relation) => {
    const link = fieldOf(links, relation);
    return typeof link === 'object' && link !== null;
  });
}

/** Barcodes that were uploaded before are given out with the sale, and with them its seats: which ones cannot be foretold. */
function namedSeats(body: unknown): string[] | null {
  const barcodes = fieldOf(body, 'barcodes');
  const seats = Array.isArray(barcodes) ? barcodes.flatMap((barcode) => fieldOf(barcode, 'seat') || []) : [];
  return seatLabelsIn(seats);
}

/** In whatever currency; it has been seen with four decimals, and parts of the smallest coin are rounded. */
function moneyOf(value: unknown): Money | null {
  const currency = readAs(Currency, fieldOf(value, 'currency_code'));
  const decimal = readAs(Decimal, fieldOf(value, 'amount'));
  if (currency === null || decimal === null) return null;
  const amount = Math.round(Number((Number(decimal) * 10 ** minorDigits(currency)).toFixed(4)));
  return Number.isSafeInteger(amount) ? { amount, currency } : null;
}

/** Null: it is no time. */
export function instantOf(value: unknown): Instant | null {
  const instant = Date.parse(readAs(DateTime, value) ?? '');
  return Number.isNaN(instant) ? null : instant;
}
