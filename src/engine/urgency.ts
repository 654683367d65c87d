// Who goes first when not everybody can be sent at once. Kept: a call that a marketplace waits for never stands behind
// one that nobody waits for.

/** `awaited`: a marketplace waits for it. `owed`: an order needs it. `background`: reading that can as well come later. */
export type Urgency = (typeof mostUrgentFirst)[number];

export const mostUrgentFirst = ['awaited', 'owed', 'background'] as const;
