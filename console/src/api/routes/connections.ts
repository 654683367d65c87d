// Marketplaces, and the account's connections to them.
import type {
  Connection,
  ConnectionChange,
  Connections,
  CredentialsBody,
  IssuedKey,
  Marketplaces,
  NewConnection,
} from '../../../../src/http/broker/schemas/connections.ts';
import type { Tried } from '../../../../src/http/broker/schemas/declared.ts';
import type {
  UnreadableNotices,
  UnreadableNoticesQuery,
} from '../../../../src/http/broker/schemas/unreadable-notices.ts';
import { route } from '../route.ts';

export const listMarketplaces = route('GET', '/marketplaces').of<{ answer: Marketplaces }>();
export const listConnections = route('GET', '/connections').of<{ answer: Connections }>();
export const addConnection = route('POST', '/connections').of<{ body: NewConnection; answer: IssuedKey }>();
export const readConnection = route('GET', '/connections/{connection_id}').of<{ answer: Connection }>();
export const changeConnection = route('PATCH', '/connections/{connection_id}').of<{
  body: ConnectionChange;
  answer: Connection;
}>();
export const enterCredentials = route('PUT', '/connections/{connection_id}/credentials').of<{
  body: CredentialsBody;
  answer: undefined;
}>();
export const testConnection = route('POST', '/connections/{connection_id}/test').of<{ answer: Tried }>();
export const issueKey = route('POST', '/connections/{connection_id}/keys').of<{ answer: IssuedKey }>();
export const revokeKey = route('DELETE', '/connections/{connection_id}/keys/{key_id}').of<{ answer: undefined }>();
export const listUnreadableNotices = route('GET', '/connections/{connection_id}/unreadable-notices').of<{
  query: UnreadableNoticesQuery;
  answer: UnreadableNotices;
}>();
