// Holds at Tixstock: by quantity, for thirty minutes, told by an id that comes with the answer and never again.
// Source: api-documentation.tixstock.com/v1/endpoints/{hold-ticket,release-ticket},
// pf-api-documentation.tixstock.com/v1/endpoints/tickets/{hold,release} (VENDOR).
import Type from 'typebox';
import { splitAllows } from '../../core/claim.ts';
import type { Outcome, PosHeld, PosReleased } from '../../core/outcome.ts';
import { Maybe } from '../../shape.ts';
import { pathFrom } from '../path-template.ts';
import type { Ask } from '../recorded-send.ts';
import { Id, inPlainWords, readAnswer, type Said } from './answers.ts';
import type { Shelf } from './listings.ts';
import type { TixstockWays } from './settings.ts';

const Held = Type.Object({
  meta: Type.Object({ hold_id: Id, quantity: Type.Integer(), external_id: Maybe(Id) }),
});

const Released = Type.Object({
  data: Type.Object({ quantity_available: Type.Integer({ minimum: 0 }) }),
  /** Partners are not told again which hold it was. */
  meta: Type.Object({ hold_id: Maybe(Id), quantity: Type.Integer() }),
});

type Wanted = { remoteId: string; quantity: number };

export type Holds = {
  hold: (ask: Ask, wanted: Wanted) => Promise<Outcome<PosHeld>>;
  /** Lets go of that many tickets of a hold. */
  release: (ask: Ask, holdId: string, quantity: number) => Promise<Outcome<PosReleased>>;
};

export function openHolds(ways: TixstockWays, headers: Record<string, string>, shelf: Shelf): Holds {
  const namesListing = ways.hold_path.includes('{listing_id}');
  return {
    async hold(ask, { remoteId, quantity }) {
      const body = namesListing ? { quantity } : { listing_id: remoteId, quantity };
      const path = pathFrom(ways.hold_path, { listing_id: remoteId });
      const said = readAnswer(await ask({ method: ways.hold_method, path, headers, body }), Held, ({ meta }) => {
        const isOfThis = meta.quantity === quantity && (meta.external_id ?? remoteId) === remoteId;
        // The answer names no time: the hub counts from when it asked.
        return isOfThis ? { posHoldId: meta.hold_id, expiresAt: null } : null;
      });
      return said.kind === 'no' ? whyNot(ask, shelf, { remoteId, quantity }, said) : said;
    },
    async release(ask, holdId, quantity) {
      const path = pathFrom(ways.release_path, { hold_id: holdId, quantity });
      const body = { hold_id: holdId, release_quantity: quantity };
      const said = readAnswer(await ask({ method: ways.release_method, path, headers, body }), Released, ({ meta }) =>
        meta.quantity === quantity && (meta.hold_id ?? holdId) === holdId ? { found: true } : null,
      );
      const isOver = said.kind === 'no' && said.isGone;
      return isOver ? { kind: 'done', answer: { found: false } } : inPlainWords(said);
    },
  };
}

/** It has no code for it: the listing is read again. It is a no in any case. */
async function whyNot(
  ask: Ask,
  shelf: Shelf,
  { remoteId, quantity }: Wanted,
  { why, detail }: Extract<Said<never>, { kind: 'no' }>,
): Promise<Outcome<PosHeld>> {
  if (why === 'not_allowed') return { kind: 'refused', why, detail };
  const found = await shelf.read(ask, remoteId);
  if (found.kind !== 'done') return { kind: 'refused', why: 'not_available', detail };
  const { group } = found.answer;
  if (group === null) return { kind: 'refused', why: 'listing_unknown', detail };
  if (group.tickets.length < quantity) return { kind: 'refused', why: 'not_available', detail };
  const fits = splitAllows(group.split, quantity, group.tickets.length);
  return { kind: 'refused', why: fits ? 'bad_request' : 'split_not_allowed', detail };
}
