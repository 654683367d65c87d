// A sandbox POS over real HTTP that speaks the bridge wire, with faults to order, so that every way in which a call to a
// POS can end is real in tests and in the demo.
import { randomUUID } from 'node:crypto';
import { Check } from 'typebox/value';
import { BridgeHoldRequest, BridgeInvoiceRequest } from '../../pos/bridge/wire.ts';
import type { PosRequestKind } from './faults.ts';
import { PosBook, type PosSaid, refusal } from './pos-book.ts';
import { latestEffectMs, type PosLine, type PosSandbox, type RunningPos } from './pos-sandbox.ts';
import { type HeardRequest, type PosServerOptions, startPosServer, type UnderstoodRequest } from './pos-server.ts';
import type { PosListing, PosShelf } from './pos-shelf.ts';

export type SandboxPosOptions = PosServerOptions & {
  /** What callers must send as a bearer token. */
  key?: string;
  clock?: () => number;
  /** How many groups, or holds, go on one page. */
  pageSize?: number;
};

export type SandboxPos = Omit<RunningPos, 'book'> & {
  key: string;
  addListing: (listing: PosListing) => void;
  book: () => PosLine[];
  /** What the broker does in the POS itself. */
  shelf: PosShelf;
  /** What stands under one reference stands under another from now on. */
  takeOver: (reference: string, by: string) => void;
};

export async function startSandboxPos(options: SandboxPosOptions = {}): Promise<SandboxPos> {
  const key = options.key ?? 'sandbox-pos-key';
  const book = new PosBook(options.clock ?? Date.now, options.pageSize ?? 100);
  const wire = {
    understand: (heard: HeardRequest) => understand(book, key, heard),
    refuse: (code: Parameters<typeof refusal>[0]) => refusal(code, 'told to refuse'),
    tooManyCalls: { status: 429, body: 'slow down' },
    lockedOut,
    tooLong: { status: 413, body: { error: 'the body is too long' } },
  };
  const { later: _later, ...server } = await startPosServer(wire, options);
  return {
    ...server,
    key,
    settings: settingsFor(server.url, key),
    addListing: (listing) => book.shelf.add(listing),
    goElsewhere: (remoteId, seats) => book.shelf.standElsewhere(remoteId, seats, 'sold'),
    shelf: book.shelf,
    takeOver: (reference, by) => book.takeOver(reference, by),
    book: () => book.lines(),
  };
}

const lockedOut = refusal('not_allowed', 'the key is wrong', 401);

const settingsFor = (url: string, key: string): object => ({
  url,
  key,
  late_effect_ms: latestEffectMs,
  calls_per_second: 10_000,
});

export const bridgeSandbox: PosSandbox = {
  slug: 'bridge',
  switches: [],
  start: (options = {}) => startSandboxPos({ ...options, key: `pos-key-${randomUUID()}` }),
  settingsFor: (url) => settingsFor(url, 'a key that must not be told'),
  hint: (remoteId) => ({
    hint: {
      headers: { authorization: 'Bearer a-key-for-hints-only' },
      text: JSON.stringify({ remote_ids: [remoteId] }),
    },
    settings: { ...settingsFor('http://127.0.0.1:1', 'a key that must not be told'), hint_key: 'a-key-for-hints-only' },
  }),
  saysNoBy: [],
  neverActsOn: [401, 429],
  saysNothing: () => false,
};

// An address that does not exist is not the same as a reference that does not: it has no code.
const noSuchAddress: PosSaid = { status: 404, body: { error: 'there is nothing at this address' } };

function understand(book: PosBook, key: string, heard: HeardRequest): UnderstoodRequest | PosSaid {
  if (heard.headers.authorization !== `Bearer ${key}`) return lockedOut;
  if (heard.segments === null) return refusal('bad_request', 'the address cannot be read');
  const [collection, name, ...rest] = heard.segments;
  const cursor = heard.query.get('cursor');
  if (rest.length > 0) return noSuchAddress;
  switch (`${heard.method} /${collection}${name === undefined ? '' : '/:name'}`) {
    case 'POST /holds': {
      const body = heard.json;
      if (!Check(BridgeHoldRequest, body)) return refusal('bad_request', 'the body is no hold');
      return { kind: 'hold', about: body.reference, act: () => book.hold(body) };
    }
    case 'POST /invoices': {
      const body = heard.json;
      if (!Check(BridgeInvoiceRequest, body)) return refusal('bad_request', 'the body is no invoice');
      return { kind: 'invoice', about: body.reference, act: () => book.invoice(body) };
    }
    case 'DELETE /holds/:name':
      return withName('release', name, (reference) => book.release(reference));
    case 'DELETE /invoices/:name':
      return withName('void', name, (reference) => book.void(reference));
    case 'GET /references/:name':
      return withName('find', name, (reference) => book.find(reference));
    case 'GET /groups':
      return { kind: 'groups', about: cursor ?? '', act: () => book.groups(cursor) };
    case 'GET /groups/:name':
      return withName('group', name, (remoteId) => book.group(remoteId));
    case 'GET /holds':
      return { kind: 'holds', about: cursor ?? '', act: () => book.holds(cursor) };
    default:
      return noSuchAddress;
  }
}

function withName(
  kind: PosRequestKind,
  name: string | undefined,
  act: (name: string) => PosSaid,
): UnderstoodRequest | PosSaid {
  return name ? { kind, about: name, act: () => act(name) } : refusal('bad_request', 'the address names nothing');
}
