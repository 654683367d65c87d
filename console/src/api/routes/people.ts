// Who belongs to the account, who is invited, which scripts may come, and what all of them changed.
import type { Deed } from '../../../../src/http/broker/schemas/deeds.ts';
import type {
  Invitation,
  InvitationRequest,
  NewInvitation,
  Person,
  RoleChange,
} from '../../../../src/http/broker/schemas/people.ts';
import type { NewToken, Token, TokenRequest } from '../../../../src/http/broker/schemas/tokens.ts';
import { route } from '../route.ts';

export type { Deed, Invitation, NewInvitation, NewToken, Person, Token };

type List<Item> = { items: Item[] };

export const listPeople = route('GET', '/people').of<{ answer: List<Person> }>();
export const changeRole = route('PATCH', '/people/{person_id}').of<{ body: RoleChange; answer: Person }>();
export const removePerson = route('DELETE', '/people/{person_id}').of<{ answer: undefined }>();
export const listInvitations = route('GET', '/invitations').of<{ answer: List<Invitation> }>();
export const invite = route('POST', '/invitations').of<{ body: InvitationRequest; answer: NewInvitation }>();
export const withdrawInvitation = route('DELETE', '/invitations/{invitation_id}').of<{ answer: undefined }>();
export const listTokens = route('GET', '/tokens').of<{ answer: List<Token> }>();
export const makeToken = route('POST', '/tokens').of<{ body: TokenRequest; answer: NewToken }>();
export const revokeToken = route('DELETE', '/tokens/{token_id}').of<{ answer: Token }>();
export const listDeeds = route('GET', '/deeds').of<{
  query: { limit?: number; cursor?: string };
  answer: { items: Deed[]; next_cursor: string | null };
}>();
