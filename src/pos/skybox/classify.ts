// Why SkyBox said no: its 400 has no code, so the group is looked at again, and the ledger's own reasons are put to it. Where
// none fits, the request itself was wrong.
import { splitAllows } from '../../core/claim.ts';
import type { Outcome, PosRefusal } from '../../core/outcome.ts';
import type { Conversation } from '../../core/wire.ts';
import { isFree, ticketsWith } from './groups.ts';
import { holdsOn, standingOf } from './holds.ts';
import { splitOf } from './splits.ts';
import { notSeen, type Talk } from './talk.ts';
import type { SkyBoxGroup } from './wire.ts';

type Wanted = { quantity: number; reference: string; numbers: readonly number[] | 'any' };

export async function whyNot<Answer>(
  talk: Talk,
  group: SkyBoxGroup,
  wanted: Wanted,
): Promise<Conversation<Answer, PosRefusal>> {
  const { numbers, quantity } = wanted;
  const missing = whatIsMissing(group, wanted);
  if (missing !== null) return talk.end(refusal('not_available', missing));
  const holds = await holdsOn(talk, group.id);
  if (holds.kind !== 'seen') return talk.end(notSeen(holds));
  const others = standingOf(talk, holds.shown).filter((hold) => hold.reference !== wanted.reference);
  const isInTheWay = (seats: readonly number[] | null): boolean =>
    numbers !== 'any' && (seats === null || seats.some((seat) => numbers.includes(seat)));
  if (others.some(({ seats }) => isInTheWay(seats))) {
    return talk.end(refusal('not_available', 'somebody else holds these seats in SkyBox'));
  }
  if (!splitAllows(splitOf(group, talk.settings), quantity, group.quantity)) {
    return talk.end(refusal('split_not_allowed', `SkyBox may split the group by ${group.splitType ?? 'no rule'} only`));
  }
  return talk.end(refusal('bad_request', 'SkyBox calls it a wrong request (400), and has the tickets'));
}

/** In words; null: SkyBox has all of them, and they are not sold. */
function whatIsMissing(group: SkyBoxGroup, { numbers, quantity }: Wanted): string | null {
  if (numbers !== 'any') {
    const tickets = ticketsWith(group, numbers);
    if (tickets === null) return 'SkyBox has not all of these seats in the group any more';
    const gone = tickets.find((ticket) => !isFree(ticket));
    if (gone) return `seat ${gone.seatNumber} is ${gone.status} in SkyBox`;
  }
  return group.quantity < quantity ? `SkyBox has ${group.quantity} of them available` : null;
}

function refusal<Answer>(why: PosRefusal, detail: string): Outcome<Answer> {
  return { kind: 'refused', why, detail };
}
