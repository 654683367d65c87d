// Who goes first when not everybody can be sent at once. Kept: a call that a marketplace waits for goes before one that
// nobody waits for, which all the same has its turn in the end.

/** `awaited`: a marketplace waits for it. `owed`: an order needs it. `background`: reading that can as well come later. */
export type Urgency = (typeof mostUrgentFirst)[number];

export const mostUrgentFirst = ['awaited', 'owed', 'background'] as const;
