// How an outside call ended. Success and refusal count only when the other side said so in words; all else is `unsure`,
// and after `unsure` we find out before anything is asked again.

/** One HTTP conversation with somebody outside, secrets removed, as the journal keeps it. */
export type Exchange = {
  direction: 'in' | 'out';
  /** Method and path, or method and full address for calls that we make. */
  request: { line: string; body?: unknown };
  /** Absent when no answer came. */
  response?: { status: number; body?: unknown };
  /** Why no answer came, in the transport's words. */
  failure?: string;
  requestId?: string;
  /** From the first byte sent to the last byte read, in milliseconds. */
  tookMs?: number;
};

export type Outcome<Answer, Why extends string = PosRefusal> =
  /** The other side did it, and said so. */
  | { kind: 'done'; answer: Answer }
  /** The other side said no, in words, and nothing was changed there. */
  | { kind: 'refused'; why: Why; detail: string }
  /** Surely nothing reached the other side. The only outcome after which a question may be repeated blindly. */
  | { kind: 'not_sent'; detail: string }
  /** Perhaps it happened, perhaps not. */
  | { kind: 'unsure'; detail: string };

/** Why a POS says no. Closed; each adapter maps its POS's words to these. */
export type PosRefusal = 'not_available' | 'listing_unknown' | 'split_not_allowed' | 'not_allowed' | 'bad_request';

export type PosHeld = { posHoldId: string; expiresAt: number | null };
/** `found`: false when the POS knows nothing under our reference, which is proof only once late effects are out of the question. */
export type PosReleased = { found: boolean };
export type PosInvoiced = { invoiceId: string };
export type PosVoided = { found: boolean };

export type PosOutcome =
  | { ask: 'hold'; outcome: Outcome<PosHeld> }
  | { ask: 'release'; outcome: Outcome<PosReleased> }
  | { ask: 'invoice'; outcome: Outcome<PosInvoiced> }
  | { ask: 'void'; outcome: Outcome<PosVoided> };
