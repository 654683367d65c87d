// The schemas of the bridge's published document, by the names that it gives them.
import type { TSchema } from 'typebox';
import {
  BridgeFound,
  BridgeGroup,
  BridgeGroups,
  BridgeHint,
  BridgeHold,
  BridgeHoldRequest,
  BridgeHolds,
  BridgeInvoice,
  BridgeInvoiceRequest,
  BridgeNotFound,
  BridgeRefusal,
} from '../wire.ts';

export const schemas = {
  ...{ HoldRequest: BridgeHoldRequest, Hold: BridgeHold, InvoiceRequest: BridgeInvoiceRequest, Invoice: BridgeInvoice },
  ...{ Found: BridgeFound, Group: BridgeGroup, Groups: BridgeGroups, Holds: BridgeHolds },
  ...{ Hint: BridgeHint, Refusal: BridgeRefusal, NotFound: BridgeNotFound },
} satisfies Record<string, TSchema>;
export type SchemaName = keyof typeof schemas;
