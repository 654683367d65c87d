// The two GUIDs of one lock. When a lock is made at a higher price than was offered, Mercury answers with another
// lockRequestId than it was asked under, and that one is used from then on; the caller may have lost the answer and know
// only its own. So the other id is derived from the first, and both mean the same deal.
// Kept: the derivation needs no memory, and doing it twice gives the first id again.

/** The first digit of the fourth group carries the variant; its second bit is 0 in every GUID of RFC 9562. */
const variantAt = 19;
const secondBit = 0b0100;

/** The other id of the same lock. */
export function otherLockId(lockRequestId: string): string {
  return withDigit(lockRequestId, (digit) => digit ^ secondBit);
}

/** The deal that both ids of a lock mean. */
export function dealOf(lockRequestId: string): string {
  return withDigit(lockRequestId, (digit) => digit & ~secondBit);
}

function withDigit(guid: string, change: (digit: number) => number): string {
  const lower = guid.toLowerCase();
  const digit = change(Number.parseInt(lower.charAt(variantAt), 16)).toString(16);
  return lower.slice(0, variantAt) + digit + lower.slice(variantAt + 1);
}
