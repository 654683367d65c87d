// The sandbox SkyBox's addresses: which request is which, what SkyBox wants in it, and how it answers. Three tokens or 401;
// 200, 400, 401 and 404, and nothing else, unless a fault is ordered.
import Type, { type Static, type TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { Said } from '../faulty-answer.ts';
import type { PosRequestKind } from '../pos/faults.ts';
import type { HeardRequest, PosWire, UnderstoodRequest } from '../pos/pos-server.ts';
import { customerBody, groupBody, holdBody, invoiceBody, invoiceTickets, listedGroupBody } from './bodies.ts';
import type { SkyBoxBook } from './book.ts';
import { theEvent } from './shelf.ts';
import type { Registration, Webhooks } from './webhooks.ts';

export type SkyBoxTokens = { application_token: string; api_token: string; account_id: number };

/** `accounts`: its external accounts at marketplaces, as it shows them. */
export type SkyBoxDesk = {
  book: SkyBoxBook;
  tokens: SkyBoxTokens;
  webhooks: Webhooks;
  accounts: () => readonly object[];
};

const Id = Type.Integer({ minimum: 1 });
const HoldForm = Type.Object({
  expiryDate: Type.String(),
  inventoryId: Type.Optional(Id),
  exchangePosId: Type.Optional(Id),
  quantity: Type.Optional(Id),
  lowSeat: Type.Optional(Id),
  externalRef: Type.Optional(Type.String()),
});
/** Everything that the model marks as required, which is more than the text asks for. */
const InvoiceForm = Type.Object({
  customerId: Id,
  externalRef: Type.Optional(Type.String()),
  paymentRef: Type.Optional(Type.String()),
  lines: Type.Array(
    Type.Object({
      accountId: Id,
      amount: Type.Number(),
      lineItemType: Type.Literal('INVENTORY'),
      itemIds: Type.Array(Id, { minItems: 1 }),
    }),
    { minItems: 1 },
  ),
  salesTerm: Type.String({ pattern: '^NET(0|10|15|25|30|45|60)$' }),
  paymentStatus: Type.String({ pattern: '^(UNPAID|PAID|PARTIAL|VOID)$' }),
  fulfillmentStatus: Type.String({ pattern: '^(PENDING|COMPLETE)$' }),
  taxAmount: Type.Number(),
  shippingAmount: Type.Number(),
  otherAmount: Type.Number(),
});
const CustomerForm = Type.Object({
  accountId: Id,
  displayName: Type.String({ minLength: 1, maxLength: 100 }),
  customerType: Type.String(),
  email: Type.String({ minLength: 3 }),
  address: Type.Object({
    address1: Type.String(),
    city: Type.String(),
    postalCode: Type.String(),
    phone1: Type.String(),
  }),
  salesTerm: Type.String(),
  paymentMethod: Type.String(),
  defaultDeliveryMethod: Type.String(),
});

const WebhookForm = Type.Object({
  topic: Type.Union(['INVENTORY', 'PURCHASE', 'INVOICE', 'LINE', 'HOLD'].map((topic) => Type.Literal(topic))),
  url: Type.String({ pattern: '^https?://' }),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  secret: Type.Optional(Type.String()),
});

const notThere: Said = { status: 404, body: '' };
const found = (body: unknown): Said => ({ status: 200, body });

export function skyboxWire(desk: SkyBoxDesk): PosWire {
  const bad = badRequest(desk.book);
  return {
    understand: (heard) => (knows(desk, heard) ? understand(desk, heard, bad) : lockedOut),
    refuse: () => bad,
    tooManyCalls: { status: desk.book.switches.tooManyCalls, body: 'too many calls' },
    lockedOut,
    tooLong: bad,
  };
}

const lockedOut: Said = { status: 401, body: '' };

function knows({ tokens }: SkyBoxDesk, { headers }: HeardRequest): boolean {
  return (
    headers['x-application-token'] === tokens.application_token &&
    headers['x-api-token'] === tokens.api_token &&
    headers['x-account'] === String(tokens.account_id)
  );
}

function badRequest({ switches }: SkyBoxBook): Said {
  const bodies = { empty: '', text: 'Bad Request', json: { message: 'invalid request' } };
  return { status: 400, body: bodies[switches.bodyOfABadRequest] };
}

function understand(desk: SkyBoxDesk, heard: HeardRequest, bad: Said): UnderstoodRequest | Said {
  const { book } = desk;
  const { query } = heard;
  const { route, ids } = routeOf(heard);
  const [id = 0, second = 0] = ids;
  const reference = query.get('externalRef') ?? query.get('external-ref') ?? '';
  const asks = (kind: PosRequestKind, act: () => Said, about = String(id)): UnderstoodRequest => ({ kind, about, act });
  switch (route) {
    case 'POST /holds':
      return withForm(HoldForm, heard.json, bad, (form) =>
        asks(
          'hold',
          () => said(book.hold(holdRequest(form)), (hold) => holdBody(book, hold), bad),
          form.externalRef ?? '',
        ),
      );
    case 'GET /holds':
      return asks(reference === '' ? 'holds' : 'find', () => found(listedHolds(book, query)), reference);
    case 'GET /holds/:id':
      return asks('read', () => {
        const hold = book.holds.get(id);
        return hold && hold.removedDate === null ? found(holdBody(book, hold)) : notThere;
      });
    case 'DELETE /holds/:id':
      return asks('release', () => {
        const released = book.release(id);
        return released ? found(holdBody(book, released)) : releaseOfAGoneHold(book, id, bad);
      });
    case 'GET /inventory':
      return asks('groups', () => found(paged(book.shelf.all, query).map((group) => listedGroupBody(book, group))));
    case 'GET /inventory/delta':
      return asks('groups', () => changed(book, query, bad));
    case 'GET /inventory/:id':
      return asks('group', () => said(book.shelf.byId(id), (group) => groupBody(book, group), notThere));
    case 'GET /inventory/exchange_pos_id/:id':
      return asks('group', () =>
        said(
          book.shelf.byExchangeId(id),
          (group) => ({ exchangePosId: group.exchangePosId, inventoryId: group.id }),
          notThere,
        ),
      );
    case 'GET /events/:id':
      return asks('read', () => (id === theEvent.id ? found(theEvent) : notThere));
    case 'POST /invoices':
      return withForm(InvoiceForm, heard.json, bad, (form) => {
        const request = { ...form, externalRef: form.externalRef ?? null, paymentRef: form.paymentRef ?? null };
        const act = (): Said => said(book.invoice(request, query.get('force') === 'true'), invoiceBody, bad);
        return asks('invoice', act, form.externalRef ?? '');
      });
    case 'GET /invoices':
      return asks('find', () => found(invoicesUnder(book, reference).map(invoiceBody)), reference);
    case 'GET /invoices/external-ref':
      return asks('read', () => {
        const tickets = invoicesUnder(book, reference).flatMap((invoice) => invoiceTickets(book, invoice));
        return tickets.length > 0 ? found(tickets) : notThere;
      });
    case 'DELETE /invoices/:id/lines/:id':
      return asks('void', () => (book.deleteLine(id, second) ? found('') : notThere));
    case 'GET /customers':
      return asks('read', () => found(customersNamed(book, query.get('displayName') ?? '')));
    case 'POST /customers':
      return withForm(CustomerForm, heard.json, bad, ({ displayName, customerType }) =>
        asks('read', () => {
          const customer = { id: book.shelf.newId(), displayName, customerType };
          book.customers.set(customer.id, customer);
          return found(customerBody(customer));
        }),
      );
    case 'GET /external_accounts':
      return asks('read', () => found(desk.accounts()));
    case 'GET /webhooks':
      return asks('read', () => found([...desk.webhooks.registrations.values()].map(withoutSecret)));
    case 'POST /webhooks':
      return withForm(WebhookForm, heard.json, bad, (form) => asks('read', () => found(register(desk, form))));
    case 'DELETE /webhooks/:id':
      return asks('read', () => (desk.webhooks.registrations.delete(id) ? found('') : notThere));
    default:
      return notThere;
  }
}

function register({ book, webhooks }: SkyBoxDesk, form: Static<typeof WebhookForm>): object {
  const registration = { headers: {}, ...form, id: book.shelf.newId(), secret: form.secret ?? null };
  webhooks.registrations.set(registration.id, registration);
  return withoutSecret(registration);
}

function withoutSecret({ secret: _secret, ...shown }: Registration): object {
  return shown;
}

/** Numbers in the path are ids. */
function routeOf({ method, segments }: HeardRequest): { route: string; ids: number[] } {
  const ids: number[] = [];
  const parts = (segments ?? []).map((segment) => {
    if (!/^\d+$/.test(segment)) return segment;
    ids.push(Number(segment));
    return ':id';
  });
  return { route: `${method} /${parts.join('/')}`, ids };
}

function withForm<Form extends TSchema>(
  form: Form,
  json: unknown,
  bad: Said,
  then: (filled: Static<Form>) => UnderstoodRequest,
): UnderstoodRequest | Said {
  return Check(form, json) ? then(json) : bad;
}

function said<Made>(made: Made | null, body: (made: Made) => unknown, otherwise: Said): Said {
  return made === null ? otherwise : found(body(made));
}

function holdRequest({ expiryDate, externalRef, ...form }: Static<typeof HoldForm>) {
  const expiry = Date.parse(expiryDate);
  return { ...form, expiryDate: Number.isNaN(expiry) ? 0 : expiry, externalRef: externalRef ?? null };
}

function listedHolds(book: SkyBoxBook, query: URLSearchParams): object[] {
  const references = query.getAll('externalRef');
  const inventoryId = query.get('inventoryId');
  const from = Date.parse(query.get('expiryDateFrom') ?? '');
  const holds = [...book.holds.values()].filter(
    (hold) =>
      (references.length === 0 || references.includes(hold.externalRef ?? '')) &&
      (inventoryId === null || hold.inventoryId === Number(inventoryId)) &&
      (Number.isNaN(from) || hold.expiryDate >= from),
  );
  return paged(holds, query).map((hold) => holdBody(book, hold));
}

/** The first page is number 0, or, where nobody asks for a page, everything. */
function paged<One>(ones: readonly One[], query: URLSearchParams): readonly One[] {
  const limit = Number(query.get('limit') ?? Number.POSITIVE_INFINITY);
  const from = query.has('pageNumber') ? Number(query.get('pageNumber')) * limit : 0;
  return ones.slice(from, from + limit);
}

function releaseOfAGoneHold(book: SkyBoxBook, id: number, bad: Said): Said {
  const hold = book.holds.get(id);
  const { releaseOfAGoneHold: status } = book.switches;
  if (status === 200 && hold) return found(holdBody(book, hold));
  return status === 400 ? bad : notThere;
}

function changed(book: SkyBoxBook, query: URLSearchParams, bad: Said): Said {
  const [from, to] = [Date.parse(query.get('startTime') ?? ''), Date.parse(query.get('endTime') ?? '')];
  return Number.isNaN(from) || Number.isNaN(to) ? bad : found(book.shelf.changedBetween(from, to));
}

function invoicesUnder(book: SkyBoxBook, reference: string) {
  return [...book.invoices.values()].filter(({ externalRef }) => externalRef === reference);
}

/** A search finds what begins so, too. */
function customersNamed(book: SkyBoxBook, name: string): object[] {
  return [...book.customers.values()].filter(({ displayName }) => displayName.startsWith(name)).map(customerBody);
}
