// What SkyBox shows, as far as we read it: everything else that it shows is let be. All ids are whole numbers.
// Source of fields and enums: github.com/Evizent/skybox_openapi_client, generated from SkyBox's OpenAPI file (THIRD_PARTY).
import Type, { type Static } from 'typebox';
import { Maybe } from '../../shape.ts';

export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Word = Type.String({ maxLength: 4_000 });

/**
 * `quantity`: none where it has been let go of, perhaps. `seats`: a text for people, such as `5-8`. `expiryDate`: what SkyBox
 * granted, whatever was asked for.
 */
export const SkyBoxHold = Type.Object({
  id: Id,
  inventoryId: Id,
  quantity: Type.Integer({ minimum: 0 }),
  seats: Maybe(Word),
  expiryDate: Word,
  removedDate: Maybe(Word),
  externalRef: Maybe(Word),
});
export type SkyBoxHold = Static<typeof SkyBoxHold>;

/** Held tickets are `AVAILABLE` too; there is no status for them. */
export const SkyBoxTicket = Type.Object({ id: Id, seatNumber: Type.Integer(), status: Word });
export type SkyBoxTicket = Static<typeof SkyBoxTicket>;

/** `quantity`: how many are available. `exchangePosId`: the id that exchanges know; it changes by itself. */
export const SkyBoxGroup = Type.Object({
  id: Id,
  exchangePosId: Maybe(Id),
  eventId: Maybe(Id),
  quantity: Type.Integer({ minimum: 0 }),
  status: Maybe(Word),
  section: Maybe(Word),
  row: Maybe(Word),
  seatType: Maybe(Word),
  splitType: Maybe(Word),
  customSplit: Maybe(Word),
  listPrice: Maybe(Type.Number({ minimum: 0 })),
  tickets: Type.Array(SkyBoxTicket, { maxItems: 10_000 }),
});
export type SkyBoxGroup = Static<typeof SkyBoxGroup>;

export const SkyBoxEvent = Type.Object({
  id: Id,
  name: Word,
  date: Maybe(Word),
  venue: Maybe(Type.Object({ name: Maybe(Word) })),
});
export type SkyBoxEvent = Static<typeof SkyBoxEvent>;

/** As a search lists it: with its event. */
export const SkyBoxListedGroup = Type.Intersect([
  SkyBoxGroup,
  Type.Object({ event: Maybe(SkyBoxEvent), holdId: Maybe(Id) }),
]);
export type SkyBoxListedGroup = Static<typeof SkyBoxListedGroup>;

/** The group that has, or had, an exchange id, and the exchange id that it has now. */
export const SkyBoxIdHistory = Type.Object({ inventoryId: Id, exchangePosId: Maybe(Id) });

const SkyBoxLine = Type.Object({ id: Id, cancelled: Maybe(Type.Boolean()) });

export const SkyBoxInvoice = Type.Object({ id: Id, externalRef: Maybe(Word), lines: Type.Array(SkyBoxLine) });
export type SkyBoxInvoice = Static<typeof SkyBoxInvoice>;

/** The answer to a new invoice: what stands on it is looked up by its reference. */
export const SkyBoxNewInvoice = Type.Object({ id: Id, externalRef: Maybe(Word) });

export const SkyBoxInvoiceTicket = Type.Object({ invoiceId: Id, ticketId: Id, seatNumber: Maybe(Type.Integer()) });
export type SkyBoxInvoiceTicket = Static<typeof SkyBoxInvoiceTicket>;

export const SkyBoxCustomer = Type.Object({ id: Id, displayName: Word, deleted: Maybe(Type.Boolean()) });

/** An account at a marketplace. `confirmOrders`: SkyBox itself confirms what is sold there. */
export const SkyBoxExternalAccount = Type.Object({
  marketplace: Word,
  integrationProvider: Word,
  confirmOrders: Maybe(Type.Boolean()),
});
export type SkyBoxExternalAccount = Static<typeof SkyBoxExternalAccount>;
