// Orders that Vivid Seats does not show any more. It has no cancelled state, and says of every failure only that there was
// one, so an order counts as vanished when it cannot be shown although the list could be read twice since: then the
// token is good, and the order is what is missing. What was missed while the token was refused proves nothing. It is
// remembered between calls, and found out again after a restart.

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

export function watchVanished(): Vanished {
  let reads = 0;
  const missingSince = new Map<string, number>();
  return {
    listWasRead: () => {
      reads += 1;
    },
    listWasRefused: () => missingSince.clear(),
    wasShown: (saleId) => void missingSince.delete(saleId),
    wasNotShown: (saleId) => {
      const since = missingSince.get(saleId) ?? reads;
      missingSince.set(saleId, since);
      return reads - since >= readsThatProve;
    },
  };
}
