// Orders that Vivid Seats does not show any more. It has no cancelled state, and says of every failure only that there was
// one, so an order counts as vanished when it could not be shown several times in a row although the list could be read twice
// since: then the token is good, and the order is what is missing. A call that failed by itself now and then proves nothing,
// nor does what was missed while the token was refused. It is remembered between calls, and found out again after a restart.
import { forgetOldest } from '../../core/forget-oldest.ts';

export type Vanished = {
  /** The list of what is unconfirmed was read to its end. */
  listWasRead: () => void;
  /** It was said no to: so may everything have been that was asked with the same token. */
  listWasRefused: () => void;
  /** By itself, or in a list. */
  wasShown: (saleId: string) => void;
  /** Says whether an order that was not shown now is one that vanished. */
  wasNotShown: (saleId: string) => boolean;
};

/** The first may have begun before the order went missing. */
const readsThatProve = 2;
/** Of an order that is there, so many calls do not fail in a row. */
const missesThatProve = 4;
/** Bounds the memory: of more, those that were not asked for longest are found out again. */
const mostMissing = 10_000;

/** `since`: how often the list had been read when it was first missed. */
type Missing = { since: number; times: number };

export function watchVanished(): Vanished {
  let reads = 0;
  const missing = new Map<string, Missing>();
  return {
    listWasRead: () => {
      reads += 1;
    },
    listWasRefused: () => missing.clear(),
    wasShown: (saleId) => void missing.delete(saleId),
    wasNotShown: (saleId) => {
      const { since, times } = missing.get(saleId) ?? { since: reads, times: 0 };
      missing.delete(saleId);
      forgetOldest(missing, mostMissing);
      missing.set(saleId, { since, times: times + 1 });
      return times + 1 >= missesThatProve && reads - since >= readsThatProve;
    },
  };
}
