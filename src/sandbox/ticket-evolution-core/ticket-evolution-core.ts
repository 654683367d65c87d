// A simulated Ticket Evolution Core over real HTTP: signatures checked byte for byte, holds and takes, orders at once or in its own
// time. Source: as in src/pos/ticket-evolution-core; what nobody outside knows is a switch.
import { randomUUID } from 'node:crypto';
import type { PosRefusalCode } from '../pos/faults.ts';
import { latestEffectMs, type PosSandbox, type PosSandboxOptions, type RunningPos } from '../pos/pos-sandbox.ts';
import { type PosServerOptions, startPosServer } from '../pos/pos-server.ts';
import { cautiousSwitches, type PosSwitches } from '../pos/switches.ts';
import { CoreBook } from './core-book.ts';
import { CoreDesk, errorBody, type SeatsShownAs } from './core-desk.ts';

export type SandboxCoreOptions = PosServerOptions &
  PosSandboxOptions & {
    token?: string;
    secret?: string;
    /** Whether tickets of an order that is taken back are free again; by default they are. */
    returnsTickets?: boolean;
    /** By which name its holds and orders show their seats; by default they show none. */
    showsSeatsAs?: SeatsShownAs;
  };

export type SandboxCore = Omit<RunningPos, 'addListing'> & {
  /** Remote ids are numbers here. `splits`: null allows any quantity. */
  addListing: (listing: { remoteId: string; seats: readonly (string | null)[]; splits?: number[] }) => void;
  /** Has it hold one ticket fewer of this group than it is asked for, or those one further up, from now on. */
  holdOthers: (remoteId: string, which: 'too_few' | 'the_next') => void;
  /** Has orders be open from now on, until their reviews come to an end. */
  reviewOrders: () => void;
  endReviews: (as: 'accepted' | 'canceled_open') => void;
  /** What its lists show of what is held. */
  heldThere: () => number;
};

/** How long an order takes that is made in its own time. */
const queuedMs = 25;

export async function startSandboxCore(options: SandboxCoreOptions = {}): Promise<SandboxCore> {
  const { token = 'sandbox-core-token', secret = 'sandbox-core-secret', switches = cautiousSwitches } = options;
  const book = new CoreBook(options.clock ?? Date.now, { ...switches, returnsTickets: options.returnsTickets ?? true });
  const queue = (work: () => void): void => void server.later.run(queuedMs, work);
  const desk = new CoreDesk(book, { token, secret, switches, queue, showsSeatsAs: options.showsSeatsAs ?? null });
  const wire = {
    understand: desk.understand,
    refuse: (code: PosRefusalCode) => ({ status: statusOf[code], body: errorBody(switches, 'told to refuse') }),
    tooManyCalls: { status: switches.tooManyCalls, body: { error: 'Rate limit reached' } },
    lockedOut: desk.lockedOut,
    tooLong: { status: 413, body: { error: 'The body is too long' } },
  };
  const server = await startPosServer(wire, options);
  const { later: _later, ...rest } = server;
  return {
    ...rest,
    settings: { ...settingsFor(server.url, { token, secret }), ...waysOf(switches) },
    addListing: ({ remoteId, seats, splits }) => book.add(remoteId, seats, splits ?? null),
    goElsewhere: (remoteId, seats) => book.takeAway(remoteId, seats),
    holdOthers: (remoteId, which) => book.holdOthers(remoteId, which),
    reviewOrders: () => book.reviewOrders(),
    endReviews: (as) => book.endReviews(as),
    heldThere: () => book.holds('hold', null).length + book.holds('take', null).length,
    book: () => book.lines(),
  };
}

/** What the broker was told of how it is. */
function waysOf({ coreReleasePath, coreOrders, coreHoldId }: PosSwitches): object {
  return {
    notes_are_listed: coreHoldId !== 'only_in_the_answer',
    release_path: `/v9/ticket_groups/{group_id}/${coreReleasePath}/{hold_id}`,
    make_orders: coreOrders,
  };
}

const settingsFor = (url: string, credentials: { token: string; secret: string }) => ({
  url,
  ...credentials,
  office_id: 77,
  client_id: 4_077,
  late_effect_ms: latestEffectMs,
  calls_per_second: 10_000,
});

const statusOf: Readonly<Record<PosRefusalCode, number>> = {
  not_available: 422,
  listing_unknown: 404,
  split_not_allowed: 422,
  not_allowed: 403,
  bad_request: 400,
};

const isEmptyList = (body: unknown): boolean => Array.isArray(body) && body.length === 0;

export const ticketEvolutionCoreSandbox: PosSandbox = {
  slug: 'ticket-evolution-core',
  switches: [
    'partialHold',
    'invoicing',
    'bodyOfABadRequest',
    'repeatedReference',
    'splits',
    'tooManyCalls',
    'coreHoldId',
    'coreReleasePath',
    'coreOrders',
  ],
  start: (options = {}) =>
    startSandboxCore({ ...options, token: `core-token-${randomUUID()}`, secret: `core-secret-${randomUUID()}` }),
  settingsFor: (url) =>
    settingsFor(url, { token: 'a token that must not be told', secret: 'a secret that must not be told' }),
  saysNoBy: [400, 403, 404, 409, 410, 418, 422],
  neverActsOn: [401, 429],
  // Nothing is listed, or it is another's by the text that stands where our reference should.
  saysNothing: (status, body) => status === 200 && (typeof body === 'string' || isEmptyList(body)),
};
