// What Tixstock does at the edges, as far as anybody outside knows, and how the adapter gets along with it.
import type { Edge } from '../pos.ts';

const reseller = 'api-documentation.tixstock.com/v1';
const partner = 'pf-api-documentation.tixstock.com/v1';
const unknown = (source: string): Edge['fact'] => ({ value: 'unknown', grade: 'UNKNOWN', source });

export const tixstockEdges: Readonly<Record<string, Edge>> = {
  'two doors': {
    fact: { value: 'resellers and partners', grade: 'VENDOR', source: `${reseller}, ${partner}` },
    copes: '`side` says which; each has its own addresses, and each address can be set',
  },
  'a hold whose answer was lost': {
    fact: {
      value: 'nobody can find it',
      grade: 'VENDOR',
      source: `${reseller}/endpoints/hold-ticket: its id is told once`,
    },
    copes: 'its tickets stay with the order until it must have lapsed',
  },
  'the largest life of a hold': {
    fact: { value: '30 minutes, whatever is asked', grade: 'VENDOR', source: `${reseller}/endpoints/hold-ticket` },
    copes: 'the marketplace is told that end where it is the earlier one; a hold is never prolonged',
  },
  'verbs of the calls': {
    fact: {
      value: 'POST',
      grade: 'INFERRED',
      source: 'developers.qodex.ai/tixstock-api says so of the hold; the vendor’s pages name none',
    },
    copes: '`hold_method`, `release_method` and `update_order_method`',
  },
  'the release of a reseller': {
    fact: {
      value: 'as for partners',
      grade: 'INFERRED',
      source: `${reseller}/endpoints/release-ticket names its fields and no address`,
    },
    copes:
      '`release_path`; the fields go into the body as well; a release that is refused is over when the hold must have lapsed',
  },
  'statuses of a no': {
    fact: unknown('“an error”, without a code'),
    copes: 'any 4xx is a no, and the listing is read again for the reason; “not found” counts only in words of its own',
  },
  'a sale from a hold that has lapsed': {
    fact: unknown('refused, with a status that nobody tells'),
    copes:
      'after any no the order is looked for, and then the listing read: where it has the tickets, they are held anew and sold',
  },
  'what is left of a hold after a smaller sale': {
    fact: unknown('it may stay held'),
    copes: 'a sale is for all that was held; what a person leaves over is let go of by its quantity',
  },
  'an order number that is there already': {
    fact: unknown('it may be taken again, or refused'),
    copes: 'the order is read by our number before anything is sold again',
  },
  'seats of a listing': {
    fact: { value: 'a first seat at most', grade: 'VENDOR', source: `${reseller}/endpoints/get-tickets` },
    copes: 'nothing is said of seats: tickets are counted like general admission',
  },
  'encoding of a webhook’s signature': {
    fact: {
      ...unknown(`${reseller}/webhooks/overview: SHA-256, keyed with the bearer token`),
    },
    copes: '`signature_encoding`, hex by default; only the one that is set is believed',
  },
};
