// Undoing a sale in SkyBox: the lines of its invoice are deleted, which gives the tickets back to the pool. They are never
// cancelled in bulk: that would cancel the tickets themselves, and their purchase.
import type { Outcome, PosVoided } from '../../core/outcome.ts';
import type { RemotePos } from '../pos.ts';
import { ourHolds, standingOf } from './holds.ts';
import { letGoOfAll } from './release.ts';
import { type Sale, salesUnder } from './sales.ts';
import { notBegun, notSeen, type Said, type Talk } from './talk.ts';

type Request = Parameters<RemotePos['void']>[0];

export async function voidSale(talk: Talk, request: Request) {
  const sales = await salesUnder(talk, request.reference);
  if (sales.kind !== 'seen') return talk.end<PosVoided>(notBegun(sales));
  const undone = await takeBack(talk, request.reference, sales.shown);
  if (undone.kind !== 'done') return talk.end<PosVoided>(undone);
  const holds = await ourHolds(talk, request);
  const { found } = undone.answer;
  if (holds.kind !== 'seen') return talk.end<PosVoided>(found ? notSeen(holds) : notBegun(holds));
  const released = await letGoOfAll(talk, standingOf(talk, holds.shown));
  if (released.kind !== 'done') return talk.end<PosVoided>(found ? notSeen(released) : released);
  return talk.end<PosVoided>({ kind: 'done', answer: { found } });
}

/** Deletes every line of these invoices, and looks whether they are gone. */
export async function takeBack(talk: Talk, reference: string, sales: readonly Sale[]): Promise<Outcome<PosVoided>> {
  const answers: Said[] = [];
  for (const { id, lines } of sales) {
    for (const line of lines) {
      const said = await talk.say('DELETE', `/invoices/${id}/lines/${line}`);
      if (said.kind === 'unsure' || (said.kind === 'not_sent' && answers.length > 0))
        return notSeen({ ...said, kind: 'unsure' });
      if (said.kind === 'not_sent') return said;
      answers.push(said);
    }
  }
  if (answers.length === 0) return { kind: 'done', answer: { found: false } };
  const left = await salesUnder(talk, reference);
  if (left.kind !== 'seen') return notSeen(left);
  if (left.shown.length === 0) return { kind: 'done', answer: { found: true } };
  const detail = `SkyBox still has invoice ${left.shown[0]?.id}, though its lines were deleted`;
  const isNo = answers.every((said) => said.kind === 'said' && said.status === 400);
  return isNo ? { kind: 'refused', why: 'bad_request', detail } : { kind: 'unsure', detail };
}
