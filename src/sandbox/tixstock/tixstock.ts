// A simulated Tixstock over real HTTP: both its doors, holds by ULID that lapse, orders from holds, listings by page, and
// signed webhooks to whoever else has a listing that is held.
// Source: as in src/pos/tixstock; what nobody outside knows is a switch.
import { createHmac, randomUUID } from 'node:crypto';
import type { PosRefusalCode } from '../pos/faults.ts';
import { latestEffectMs, type PosSandbox, type PosSandboxOptions, type RunningPos } from '../pos/pos-sandbox.ts';
import { type PosServerOptions, startPosServer } from '../pos/pos-server.ts';
import { cautiousSwitches } from '../pos/switches.ts';
import { TixstockBook, type TixstockListing } from './tixstock-book.ts';
import { errorBody, TixstockDesk } from './tixstock-desk.ts';

export type SandboxTixstockOptions = PosServerOptions &
  PosSandboxOptions & {
    token?: string;
    signatureEncoding?: 'hex' | 'base64';
    /** How many listings go on one page, at most 50. */
    pageSize?: number;
  };

type Elsewhere = {
  /** Another channel holds tickets of a listing, or lets go of them: everybody else who has it is told. */
  hold: (listingId: string, quantity: number) => Promise<Told>;
  release: (listingId: string, quantity: number) => Promise<Told>;
};

/** How the receiver of a webhook answered. Null: none is told. */
type Told = { status: number; body: unknown } | null;

export type SandboxTixstock = Omit<RunningPos, 'addListing'> & {
  token: string;
  elsewhere: Elsewhere;
  /** With the split in Tixstock's words. */
  addListing: (listing: { remoteId: string; seats: readonly unknown[]; splitType?: string }) => void;
  removeListing: (listingId: string) => void;
  /** Webhooks go there from now on. */
  tellAt: (url: string) => void;
};

/** Half an hour in small: long enough for a deal, short enough to be waited for. */
const lapseAfterMs = 6_000;

const splits: Readonly<Record<string, TixstockListing['split']>> = {
  'No Preferences': { rule: 'any' },
  'Avoid Leaving One Ticket': { rule: 'never_leave_one' },
  'Sell Together': { rule: 'whole' },
};

export async function startSandboxTixstock(options: SandboxTixstockOptions = {}): Promise<SandboxTixstock> {
  const { token = 'sandbox-tixstock-token', switches = cautiousSwitches } = options;
  const book = new TixstockBook({
    lapseAfterMs: options.lapseAfterMs ?? lapseAfterMs,
    clock: options.clock ?? Date.now,
    takesNumbersTwice: switches.repeatedReference === 'accepted',
  });
  const desk = new TixstockDesk(book, { token, switches, pageSize: options.pageSize ?? 50 });
  const wire = {
    understand: desk.understand,
    refuse: (code: PosRefusalCode) => ({ status: statusOf[code], body: errorBody(switches, 'told to refuse') }),
    tooManyCalls: { status: switches.tooManyCalls, body: { message: 'Too Many Attempts.' } },
    lockedOut: desk.lockedOut,
    tooLong: { status: 413, body: { message: 'The body is too long.' } },
  };
  const { later: _later, ...server } = await startPosServer(wire, options);
  let receiver: string | null = null;
  const encoding = options.signatureEncoding ?? 'hex';
  const tell = (type: string, data: object) => sendWebhook({ receiver, token, encoding }, { data, meta: { type } });
  return {
    ...server,
    token,
    settings: {
      ...settingsFor(server.url, token),
      side: switches.tixstockDoor,
      hold_lapse_ms: options.lapseAfterMs ?? lapseAfterMs,
    },
    addListing: ({ remoteId, seats, splitType = 'No Preferences' }) =>
      book.add({
        id: remoteId,
        places: seats.length,
        splitType,
        split: splits[splitType] ?? { rule: 'whole' },
        elsewhere: 0,
      }),
    goElsewhere: (listingId, seats) => change(book, listingId, seats.length),
    removeListing: (listingId) => book.remove(listingId),
    tellAt: (url) => {
      receiver = url;
    },
    book: () => book.lines(),
    elsewhere: {
      hold: (listingId, quantity) => {
        change(book, listingId, quantity);
        return tell('ticket.hold', { ...desk.idOf(listingId), hold_quantity: quantity });
      },
      release: (listingId, quantity) => {
        change(book, listingId, -quantity);
        return tell('ticket.release', { ...desk.idOf(listingId), release_quantity: quantity });
      },
    },
  };
}

function change(book: TixstockBook, listingId: string, quantity: number): void {
  const listing = book.find(listingId);
  if (listing) listing.elsewhere += quantity;
}

type Sending = { receiver: string | null; token: string; encoding: 'hex' | 'base64' };

async function sendWebhook({ receiver, token, encoding }: Sending, content: object): Promise<Told> {
  if (receiver === null) return null;
  const { headers, text } = signed(content, token, encoding);
  const response = await fetch(receiver, { method: 'POST', headers, body: text });
  return { status: response.status, body: await response.json().catch(() => null) };
}

function signed(content: object, token: string, encoding: Sending['encoding']) {
  const text = JSON.stringify(content);
  const signature = createHmac('sha256', token).update(text).digest(encoding);
  const headers = { 'content-type': 'application/json', 'x-tixstock-signature': signature, 'tixstock-version': '1' };
  return { headers, text };
}

const settingsFor = (url: string, token: string) => ({
  url,
  token,
  late_effect_ms: latestEffectMs,
  calls_per_second: 10_000,
});

const statusOf: Readonly<Record<PosRefusalCode, number>> = {
  not_available: 422,
  listing_unknown: 404,
  split_not_allowed: 422,
  not_allowed: 403,
  bad_request: 422,
};

export const tixstockSandbox: PosSandbox = {
  slug: 'tixstock',
  switches: [
    'tixstockDoor',
    'bodyOfABadRequest',
    'repeatedReference',
    'releaseOfAGoneHold',
    'saleOfAGoneHold',
    'tooManyCalls',
  ],
  start: (options = {}) => startSandboxTixstock({ ...options, token: `tixstock-${randomUUID()}` }),
  settingsFor: (url) => settingsFor(url, 'a token that must not be told'),
  hint: (remoteId) => {
    const token = 'a token that must not be told';
    const content = { data: { id: remoteId, hold_quantity: 1 }, meta: { type: 'ticket.hold' } };
    return { hint: signed(content, token, 'hex'), settings: settingsFor('http://127.0.0.1:1', token) };
  },
  saysNoBy: [400, 403, 404, 409, 410, 418, 422],
  neverActsOn: [401, 429],
  saysNothing: (status, body) =>
    [404, 410].includes(status) ? typeof body === 'object' && body !== null : Array.isArray(body) && body.length === 0,
};
