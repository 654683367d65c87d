// What every simulated POS offers to those who play against it, whatever its wire: a book to look into, faults to order, and
// the settings by which a broker would connect it.
import type { PosHint } from '../../pos/stock.ts';
import type { Faults } from '../faults.ts';
import type { PosFault, PosRequestKind } from './faults.ts';
import type { PosServerOptions } from './pos-server.ts';
import type { PosSwitches, SwitchName } from './switches.ts';

/** How late a call that was cut takes effect in a sandbox, at most, in milliseconds: on a machine that has much else to do, too. */
export const latestEffectMs = 1_000;

/** `seats`: labels in their order in the row; null labels are general-admission places. */
export type SandboxListing = { remoteId: string; seats: readonly (string | null)[] };

/** What stands, or once stood, under one of our references. A hold that its own sale has taken over is no line beside it. */
export type PosLine = {
  reference: string;
  remoteId: string;
  seats: readonly (string | null)[];
  /** Null when the tickets were invoiced without a hold. */
  holdId: string | null;
  expiresAt: number | null;
  invoiceId: string | null;
  /** The marketplace's order number. */
  orderId: string | null;
  state: 'held' | 'sold' | 'released' | 'expired';
};

/** A line as its POS shows it: on a hold, some keep no reference of ours. */
export type ShownLine = Omit<PosLine, 'reference'> & { reference: string | null };

export type PosSandboxOptions = PosServerOptions & {
  /** How long a hold stands before the POS lets go of it, where that is not for us to say. */
  lapseAfterMs?: number;
  clock?: () => number;
  switches?: PosSwitches;
};

/** A simulated POS that runs. */
export type RunningPos = {
  url: string;
  /** What a broker would enter to connect it. */
  settings: object;
  faults: Faults<PosRequestKind, PosFault>;
  addListing: (listing: SandboxListing) => void;
  /** Somebody else gets these seats; where the POS names none, as many places. Nobody is told. */
  goElsewhere: (remoteId: string, seats: readonly string[]) => void;
  /** Its own record, as of now. */
  book: () => ShownLine[];
  goDown: () => Promise<void>;
  comeBack: () => Promise<void>;
  /** Resolves when nothing slow or late is under way any more. */
  settled: () => Promise<void>;
  stop: () => Promise<void>;
};

export type PosSandbox = {
  slug: string;
  /** The switches that concern it; every setting of them is tried. */
  switches: readonly SwitchName[];
  start: (options?: PosSandboxOptions) => Promise<RunningPos>;
  /** A webhook about a listing, with settings by which it proves itself. Absent: it sends none. */
  hint?: (remoteId: string) => { hint: PosHint; settings: object };
  /** What a broker would enter to connect a POS at this address. */
  settingsFor: (url: string) => object;
  /** Statuses by which it says no, whatever else it says. */
  saysNoBy: readonly number[];
  /** Statuses of answers to calls that it has surely not acted on, without a no. */
  neverActsOn: readonly number[];
  /** Whether this, on a good day, says that nothing is there. */
  saysNothing: (status: number, body: unknown) => boolean;
};
