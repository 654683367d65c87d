// A sandbox POS over real HTTP that speaks the bridge wire, with faults to order, so that every way in which a call to a
// POS can end is real in tests and in the demo. Kept: whatever is sent to it, it answers and goes on.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Check } from 'typebox/value';
import { BridgeHoldRequest, BridgeInvoiceRequest } from '../../pos/bridge/wire.ts';
import { Faults } from '../faults.ts';
import { answerFaultily, host, listen, readBody, say } from '../faulty-answer.ts';
import { Later } from '../later.ts';
import type { PosCallKind, PosFault, PosLookKind } from './faults.ts';
import { PosBook, type PosLine, type PosSaid, refusal } from './pos-book.ts';
import type { PosListing, PosShelf } from './pos-shelf.ts';

export type SandboxPosOptions = {
  /** 0: any free one. */
  port?: number;
  /** What callers must send as a bearer token. */
  key?: string;
  /** Repeats the faults that come by chance. */
  seed?: string | number;
  clock?: () => number;
  /** How many groups, or holds, go on one page. */
  pageSize?: number;
  /** Told of every call that was understood, with what went wrong with it. */
  onCall?: (call: PosCall) => void;
};

type CallKind = PosCallKind | PosLookKind;

/** `about`: the reference, the group or the cursor. */
type PosCall = { kind: CallKind; about: string; fault: PosFault | null };

export type SandboxPos = {
  url: string;
  key: string;
  faults: Faults<CallKind, PosFault>;
  addListing: (listing: PosListing) => void;
  /** What the broker does in the POS itself. */
  shelf: PosShelf;
  book: () => PosLine[];
  /** Refuses connections, and cuts those that there are, until it comes back. */
  goDown: () => Promise<void>;
  comeBack: () => Promise<void>;
  /** Resolves when nothing slow or late is under way any more. */
  settled: () => Promise<void>;
  stop: () => Promise<void>;
};

export async function startSandboxPos(options: SandboxPosOptions = {}): Promise<SandboxPos> {
  const key = options.key ?? 'sandbox-pos-key';
  const book = new PosBook(options.clock ?? Date.now, options.pageSize ?? 100);
  const faults = new Faults<CallKind, PosFault>(options.seed ?? 1);
  const later = new Later();
  const desk: Desk = { key, book, faults, later, onCall: options.onCall ?? (() => {}) };
  const server = createServer((request, response) => {
    answer(desk, request, response).catch(() => response.destroy());
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  const port = await listen(server, options.port ?? 0);
  const goDown = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://${host}:${port}`,
    key,
    faults,
    addListing: (listing) => book.shelf.add(listing),
    shelf: book.shelf,
    book: () => book.lines(),
    goDown,
    comeBack: async () => {
      if (!server.listening) await listen(server, port);
    },
    settled: () => later.settled(),
    stop: async () => {
      later.cancel();
      await goDown();
    },
  };
}

type Desk = {
  key: string;
  book: PosBook;
  faults: Faults<CallKind, PosFault>;
  later: Later;
  onCall: (call: PosCall) => void;
};

async function answer(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await readBody(request);
  if (bytes === null) return say(response, { status: 413, body: { error: 'the body is too long' } });
  if (request.headers.authorization !== `Bearer ${desk.key}`) {
    return say(response, { status: 401, body: { code: 'not_allowed', detail: 'the key is wrong' } });
  }
  const understood = understand(desk.book, request, bytes);
  if ('status' in understood) return say(response, understood);
  const { kind, about, act } = understood;
  const fault = desk.faults.draw(kind);
  desk.onCall({ kind, about, fault });
  const wireFault =
    fault?.kind === 'refuse' ? { kind: 'answer' as const, ...refusal(fault.code, 'told to refuse') } : fault;
  await answerFaultily(desk.later, wireFault, act, response);
}

type Understood = { kind: CallKind; about: string; act: () => PosSaid };

function understand(book: PosBook, request: IncomingMessage, bytes: Buffer): Understood | PosSaid {
  const [path = '', query] = (request.url ?? '').split('?', 2);
  const [, collection, encoded, ...rest] = path.split('/');
  const cursor = new URLSearchParams(query).get('cursor');
  const route = `${request.method} /${collection}${encoded === undefined ? '' : '/:name'}`;
  // An address that does not exist is not the same as a reference that does not: it has no code.
  const noSuchAddress = { status: 404, body: { error: 'there is nothing at this address' } };
  if (rest.length > 0) return noSuchAddress;
  switch (route) {
    case 'POST /holds': {
      const body = readJson(bytes);
      if (!Check(BridgeHoldRequest, body)) return refusal('bad_request', 'the body is no hold');
      return { kind: 'hold', about: body.reference, act: () => book.hold(body) };
    }
    case 'POST /invoices': {
      const body = readJson(bytes);
      if (!Check(BridgeInvoiceRequest, body)) return refusal('bad_request', 'the body is no invoice');
      return { kind: 'invoice', about: body.reference, act: () => book.invoice(body) };
    }
    case 'DELETE /holds/:name':
      return withName('release', encoded, (reference) => book.release(reference));
    case 'DELETE /invoices/:name':
      return withName('void', encoded, (reference) => book.void(reference));
    case 'GET /references/:name':
      return withName('find', encoded, (reference) => book.find(reference));
    case 'GET /groups':
      return { kind: 'groups', about: cursor ?? '', act: () => book.groups(cursor) };
    case 'GET /groups/:name':
      return withName('group', encoded, (remoteId) => book.group(remoteId));
    case 'GET /holds':
      return { kind: 'holds', about: cursor ?? '', act: () => book.holds(cursor) };
    default:
      return noSuchAddress;
  }
}

function withName(kind: CallKind, encoded: string | undefined, act: (name: string) => PosSaid): Understood | PosSaid {
  try {
    const about = decodeURIComponent(encoded ?? '');
    if (about !== '') return { kind, about, act: () => act(about) };
  } catch {
    // Half a percent sign names nothing either.
  }
  return refusal('bad_request', 'the name in the address cannot be read');
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
