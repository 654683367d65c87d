// Ticket groups in SkyBox. A group has two ids: its own, and the one that exchanges know, which SkyBox makes anew when files,
// barcodes, section or row change. A marketplace may therefore name a group by an id that it had; its history tells which.
import type { Seen, Talk } from './talk.ts';
import { SkyBoxGroup, SkyBoxIdHistory, type SkyBoxTicket } from './wire.ts';

/** Null: no SkyBox id looks like this. */
export function idOf(remoteId: string): number | null {
  const id = /^\d{1,15}$/.test(remoteId) ? Number(remoteId) : 0;
  return id > 0 ? id : null;
}

export async function readGroup(talk: Talk, inventoryId: number): Promise<Seen<SkyBoxGroup>> {
  const read = await talk.look(`/inventory/${inventoryId}`, SkyBoxGroup);
  if (read.kind !== 'seen' || read.shown.id === inventoryId) return read;
  return { kind: 'unsure', detail: 'SkyBox shows another group than was asked for' };
}

/** The group's own id, by an id that a marketplace has or had for it. */
export async function resolve(talk: Talk, remoteId: string): Promise<Seen<number>> {
  const id = idOf(remoteId);
  if (id === null) return { kind: 'missing' };
  if (talk.settings.remote_id === 'inventory_id') return { kind: 'seen', shown: id };
  const history = await talk.look(`/inventory/exchange_pos_id/${id}`, SkyBoxIdHistory);
  return history.kind === 'seen' ? { kind: 'seen', shown: history.shown.inventoryId } : history;
}

export async function findGroup(talk: Talk, remoteId: string): Promise<Seen<SkyBoxGroup>> {
  const id = await resolve(talk, remoteId);
  return id.kind === 'seen' ? readGroup(talk, id.shown) : id;
}

/** The tickets with these seat numbers, in that order. Null: the group has not all of them. */
export function ticketsWith(group: SkyBoxGroup, numbers: readonly number[]): readonly SkyBoxTicket[] | null {
  const tickets = numbers.map((number) => group.tickets.find((ticket) => ticket.seatNumber === number));
  return tickets.every((ticket) => ticket !== undefined) ? tickets : null;
}

export function isFree({ status }: SkyBoxTicket): boolean {
  return status === 'AVAILABLE';
}
