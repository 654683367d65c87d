// Letting go of holds in SkyBox: always one hold by its own id, never all holds of a group. A hold is gone when SkyBox shows
// that it is; its answer to the call alone does not say so, for nobody knows what it answers about a hold that is gone.

import type { Outcome, PosReleased } from '../../core/outcome.ts';
import { hasShape } from '../../shape.ts';
import type { RemotePos } from '../pos.ts';
import { type Hold, holdOf, ourHolds, readHold, standingOf, stands } from './holds.ts';
import { salesUnder } from './sales.ts';
import { notBegun, notSeen, type Talk } from './talk.ts';
import { SkyBoxHold } from './wire.ts';

type Request = Parameters<RemotePos['release']>[0];

export async function release(talk: Talk, request: Request) {
  const holds = await ourHolds(talk, request);
  if (holds.kind !== 'seen') return talk.end<PosReleased>(notBegun(holds));
  const standing = standingOf(talk, holds.shown);
  if (standing.length === 0) return talk.end(await nothingToLetGo(talk, request.reference));
  return talk.end<PosReleased>(await letGoOfAll(talk, standing));
}

/** Nothing is there: which is no news where the tickets are sold, and then they are not let go of. */
async function nothingToLetGo(talk: Talk, reference: string): Promise<Outcome<PosReleased>> {
  const sales = await salesUnder(talk, reference);
  if (sales.kind !== 'seen') return notBegun(sales);
  if (sales.shown.length === 0) return { kind: 'done', answer: { found: false } };
  return { kind: 'refused', why: 'not_allowed', detail: `they are sold as SkyBox’s invoice ${sales.shown[0]?.id}` };
}

export async function letGoOfAll(talk: Talk, holds: readonly Hold[]): Promise<Outcome<PosReleased>> {
  for (const hold of holds) {
    const released = await letGo(talk, hold);
    if (released.kind !== 'done') return holds.length > 1 ? notSeen(released) : released;
  }
  return { kind: 'done', answer: { found: true } };
}

type LetGo = { kind: 'done' } | { kind: 'not_sent' | 'unsure'; detail: string } | Refused;
type Refused = { kind: 'refused'; why: 'bad_request'; detail: string };

export async function letGo(talk: Talk, hold: Hold): Promise<LetGo> {
  const said = await talk.say('DELETE', `/holds/${hold.id}`);
  if (said.kind !== 'said') return said;
  const removed = said.status === 200 && hasShape(SkyBoxHold, said.body) ? holdOf(said.body) : null;
  if (removed?.id === hold.id && removed.isRemoved) return { kind: 'done' };
  const now = await readHold(talk, hold.id);
  if (now.kind === 'missing' || (now.kind === 'seen' && !stands(talk, now.shown))) return { kind: 'done' };
  if (now.kind !== 'seen') return notSeen(now);
  const detail = `SkyBox answered ${said.status}, and hold ${hold.id} still stands`;
  return said.status === 400 ? { kind: 'refused', why: 'bad_request', detail } : { kind: 'unsure', detail };
}
