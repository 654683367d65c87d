// The buyer of an invoice is a customer of the broker's in SkyBox: one for each marketplace. Its number is a setting; where
// nobody has set it, the customer with the marketplace's name is taken, and made when there is none.
import Type from 'typebox';
import { hasShape } from '../../shape.ts';
import { notBegun, type Talk } from './talk.ts';
import { Id, SkyBoxCustomer } from './wire.ts';

type Customer = { kind: 'found'; id: number } | { kind: 'not_sent' | 'unsure'; detail: string };

export async function customerOf(talk: Talk, marketplace: string): Promise<Customer> {
  const set = talk.settings.customers[marketplace];
  if (set !== undefined) return { kind: 'found', id: set };
  const query = `displayName=${encodeURIComponent(marketplace)}&customerType=MARKETPLACE`;
  const listed = await talk.list(`/customers?${query}`, SkyBoxCustomer);
  if (listed.kind !== 'seen') return notBegun(listed);
  // A search may find what only begins so. Should two have been made at once, both of us take the first.
  const named = listed.shown.filter(({ displayName, deleted }) => displayName === marketplace && !deleted);
  const ids = named.map(({ id }) => id);
  return ids.length > 0 ? { kind: 'found', id: Math.min(...ids) } : makeCustomer(talk, marketplace);
}

const Made = Type.Object({ id: Id });

/** With whatever SkyBox wants of a customer; the broker may change all of it there. */
async function makeCustomer(talk: Talk, marketplace: string): Promise<Customer> {
  const { account_id, customer_email, sales_term, delivery_method } = talk.settings;
  const said = await talk.say('POST', '/customers', {
    accountId: account_id,
    displayName: marketplace,
    customerType: 'MARKETPLACE',
    email: customer_email,
    address: { address1: '-', city: '-', state: '-', postalCode: '-', country: '-', phone1: '-' },
    salesTerm: sales_term,
    paymentMethod: 'OTHER',
    defaultDeliveryMethod: delivery_method,
  });
  if (said.kind !== 'said') return said;
  if (said.status === 200 && hasShape(Made, said.body)) return { kind: 'found', id: said.body.id };
  const detail = `SkyBox made no customer for ${marketplace} (${said.status}): set its number in "customers"`;
  return { kind: said.status === 200 ? 'unsure' : 'not_sent', detail };
}
