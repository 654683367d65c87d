// What a person can do about an order, in words for a button: what will happen, and what it costs.

import type { Order } from '../../../core/order.ts';
import { type Remedy, remediesFor } from '../../../core/remedies.ts';
import { asksOnly, type MarketplaceNature } from '../../../core/sale.ts';
import type { Marketplace } from '../../../marketplaces/dialect.ts';
import type { NeedsYou } from '../schemas/now.ts';

type Words = { label: string; consequence: (marketplace: string) => string; isFinal: boolean };

const words: Record<Remedy, Words> = {
  fill: {
    label: 'Fill from another listing',
    consequence: (name) =>
      `Takes other tickets of the same event, invoices them and confirms the sale. ${name} may want the buyer’s consent first.`,
    isFinal: true,
  },
  reject: {
    label: 'Reject',
    consequence: (name) =>
      `${name} is told that there is no sale. This cannot be undone, and most marketplaces count it against you.`,
    isFinal: true,
  },
  retry: {
    label: 'Look again',
    consequence: () =>
      'Looks for the tickets once more. If you have put some back, the sale is invoiced and confirmed.',
    isFinal: false,
  },
  note_confirmed: {
    label: 'I have confirmed it',
    consequence: (name) => `For a sale that you have confirmed in ${name}’s own pages. Nothing is sent there.`,
    isFinal: true,
  },
  note_rejected: {
    label: 'I have rejected it',
    consequence: (name) => `For a sale that you have rejected in ${name}’s own pages. Nothing is sent there.`,
    isFinal: true,
  },
  note_cancelled: {
    label: 'It was cancelled there',
    consequence: (name) =>
      `For a sale that ${name} has taken back without telling. Its invoice is undone, and its tickets are free again.`,
    isFinal: true,
  },
};

export function remediesInWords(
  order: Order,
  nature: MarketplaceNature | undefined,
  { name, instantNotification }: Pick<Marketplace, 'name' | 'instantNotification'>,
): NeedsYou['remedies'] {
  return remediesFor(order, nature ?? asksOnly).map((remedy) => ({
    do: remedy,
    label: words[remedy].label,
    consequence: words[remedy].consequence(name),
    is_final: words[remedy].isFinal,
    reasons: remedy === 'reject' ? [...(instantNotification?.rejectReasons ?? [])] : null,
  }));
}
