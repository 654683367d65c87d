// A sandbox marketplace that sells first and tells us afterwards: its interface over real HTTP with faults to order, its
// notices, its deadlines and fines, and its own book. Kept: whatever is sent to it, it answers and goes on.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Faults, type WireFault } from '../faults.ts';
import { answerFaultily, host, listen, readBody, type Said, say } from '../faulty-answer.ts';
import { Later } from '../later.ts';
import { seededRandom } from '../random.ts';
import { goodManners, type Notice, type NoticeAnswer, type NoticeManners, Notifier } from './notifier.ts';
import { type Heard, type Sale, SaleBook } from './sale-book.ts';
import { leaveMeAlone, type SaleCall, type SaleFault } from './sale-faults.ts';

/** A request as it came. */
export type Asked = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
  /** The address that it came from. */
  from: string;
};

/** What a request would do; nothing is done before `act`. */
export type Understood = { call: SaleCall; act: () => Said };

export type News = 'sold' | 'cancelled';

/** What is particular to one marketplace. Its wire is written from its sheet, and not from the hub's adapter. */
export type SaleMarketplace = {
  slug: string;
  name: string;
  /** What a broker enters, so that the hub finds and is known to this sandbox. */
  settings: (url: string) => object;
  credentials: object;
  /** Ends the access in use, as if its time were up. Absent: nothing that is given here ever runs out. */
  expireAccess?: (book: SaleBook) => void;
  /** The credentials of a seller who has logged in anew, where only a person can get access again. */
  logIn?: (book: SaleBook) => object;
  /** How it says that there were too many calls; absent: as most servers do. */
  tooManyCalls?: (waitSeconds: number, call: SaleCall) => Said;
  saleId: (run: string, number: number) => string;
  /** How the key comes with a notice: in the address, or as this header. `nowhere`: a signature of its own is enough. */
  keyIn: 'address' | 'bearer' | 'basic' | 'nowhere';
  /** What a forger would put in place of its own headers, where the key is not all that a notice proves itself by. */
  forgedHeaders?: Record<string, string>;
  understand: (asked: Asked, book: SaleBook, self: { host: string }) => Understood | Said;
  /** Null: it sends no notices of this kind. */
  notice: (sale: Sale, news: News) => Notice | null;
  /** By when a sale must be confirmed, in milliseconds; null: it names no time. */
  confirmWithinMs: number | null;
  /** Nobody is asked to confirm: it has done so by the time that a sale can be seen. */
  confirmsByItself?: boolean;
  /** Present and true where it may ask for tickets before there is a sale, and binds nobody by it. */
  reserves?: boolean;
  /** Present and true where nobody is told that it wants them no more. */
  lapsesInSilence?: boolean;
  sendAgainAfterMs: readonly number[];
  /** Whether an answer says that a notice was taken; else any 2xx does. */
  isTaken?: (answer: NoticeAnswer) => boolean;
};

export type SellingOptions = {
  seed?: string | number;
  manners?: NoticeManners;
  clock?: () => number;
  port?: number;
  onCall?: (call: SaleCall, fault: SaleFault | null) => void;
  /** Told of every word of the broker's about a sale. */
  onHeard?: (sale: Sale, heard: Heard) => void;
};

type Deal = Pick<Sale, 'remoteId' | 'quantity'> & Partial<Pick<Sale, 'unitPrice' | 'isClient' | 'seats' | 'event'>>;

export type SellingMarketplace = {
  slug: string;
  name: string;
  url: string;
  settings: object;
  credentials: object;
  /** The seller logs in anew: what is to be entered then. Null: access is never lost here. */
  logIn: () => object | null;
  book: SaleBook;
  faults: Faults<SaleCall, SaleFault>;
  /** From now on notices go to this connection of the hub. */
  announceTo: (hub: { url: string; connectionId: string; apiKey: string }) => void;
  sell: (deal: Deal) => Sale;
  /** Asks for tickets before there is a sale. */
  reserve: (deal: Deal) => Sale;
  /** Whether it ever does that. */
  reserves: boolean;
  lapsesInSilence: boolean;
  /** Sends the notice of it, in the manners that it was started with. */
  announce: (sale: Sale, news: News) => void;
  /** The notice as it would be sent. */
  noticeOf: (sale: Sale, news: News) => Notice | null;
  notifier: () => Notifier;
  /** Cancels and fines what is late, and tells of it. */
  passDeadlines: () => void;
  settled: () => Promise<void>;
  stop: () => Promise<void>;
};

export async function startSaleMarketplace(
  marketplace: SaleMarketplace,
  options: SellingOptions = {},
): Promise<SellingMarketplace> {
  const { seed = 1, clock = Date.now } = options;
  const book = new SaleBook(clock, options.onHeard);
  const faults = new Faults<SaleCall, SaleFault>(seed);
  const later = new Later();
  const desk = { marketplace, book, faults, later, onCall: options.onCall ?? (() => {}) };
  const server = createServer((request, response) => {
    answer(desk, request, response).catch(() => response.destroy());
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  const url = `http://${host}:${await listen(server, options.port ?? 0)}`;
  // Ids are new in every run, even of the same seed: a hub remembers every sale for ever.
  const run = Math.random().toString(36).slice(2, 8);
  let notifier: Notifier | null = null;
  let sold = 0;
  const written = ({ unitPrice = 12_500, isClient = false, ...deal }: Deal): Parameters<SaleBook['sell']>[0] => {
    const within = marketplace.confirmWithinMs;
    const confirmBy = within === null ? null : clock() + within;
    sold += 1;
    return { ...deal, saleId: marketplace.saleId(run, sold), unitPrice, isClient, confirmBy };
  };
  const announce = (sale: Sale, news: News): void => {
    const notice = marketplace.notice(sale, news);
    if (notice !== null) notifier?.post(notice);
  };
  return {
    slug: marketplace.slug,
    name: marketplace.name,
    url,
    settings: marketplace.settings(url),
    credentials: marketplace.credentials,
    logIn: () => marketplace.logIn?.(book) ?? null,
    book,
    faults,
    announceTo: (hub) => {
      notifier = notifierFor(marketplace, hub, options);
    },
    reserve: (deal) => book.reserve(written(deal)),
    reserves: marketplace.reserves ?? false,
    lapsesInSilence: marketplace.lapsesInSilence ?? false,
    sell: (deal) => {
      const sale = book.sell(written(deal));
      if (marketplace.confirmsByItself) sale.state = 'confirmed';
      return sale;
    },
    announce,
    noticeOf: marketplace.notice,
    notifier: () => {
      if (notifier === null) throw new Error('nobody is told of its sales yet');
      return notifier;
    },
    passDeadlines: () => {
      for (const sale of book.passDeadlines()) announce(sale, 'cancelled');
    },
    settled: async () => {
      await notifier?.settled();
      await later.settled();
    },
    stop: async () => {
      await notifier?.settled();
      later.cancel();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function notifierFor(
  { keyIn, forgedHeaders = {}, sendAgainAfterMs, isTaken }: SaleMarketplace,
  hub: { url: string; connectionId: string; apiKey: string },
  { seed = 1, manners = goodManners }: SellingOptions,
): Notifier {
  const address = `${hub.url}/ion/v1/${hub.connectionId}/notifications`;
  const as = (key: string) => {
    if (keyIn === 'nowhere') return { url: address, headers: {} };
    if (keyIn === 'address') return { url: `${address}?key=${key}`, headers: {} };
    const authorization = keyIn === 'bearer' ? `Bearer ${key}` : `Basic ${btoa(`holdfast:${key}`)}`;
    return { url: address, headers: { authorization } };
  };
  // The same key but for its last letter: a guess that is as near as a guess can be.
  const wrong = hub.apiKey.slice(0, -1) + (hub.apiKey.endsWith('0') ? '1' : '0');
  const forged = as(wrong);
  return new Notifier({
    address: as(hub.apiKey),
    forged: { ...forged, headers: { ...forged.headers, ...forgedHeaders } },
    ...(isTaken ? { isTaken } : {}),
    random: seededRandom(`${seed} notices`),
    manners,
    sendAgainAfterMs,
    patienceMs: 10_000,
  });
}

type Desk = {
  marketplace: SaleMarketplace;
  book: SaleBook;
  faults: Faults<SaleCall, SaleFault>;
  later: Later;
  onCall: NonNullable<SellingOptions['onCall']>;
};

async function answer(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await readBody(request);
  if (bytes === null) return say(response, { status: 413, body: { error: 'the body is too long' } });
  const self = { host: request.headers.host ?? host };
  const address = new URL(request.url ?? '/', `http://${self.host}`);
  const { method = 'GET', headers } = request;
  const { pathname: path, searchParams: query } = address;
  const from = request.socket.remoteAddress ?? '';
  const asked = { method, path, query, headers, text: bytes.toString('utf8'), from };
  const understand = (): Understood | Said => desk.marketplace.understand(asked, desk.book, self);
  const understood = understand();
  if ('status' in understood) return say(response, understood);
  const { call, act } = understood;
  const fault = desk.faults.draw(call);
  desk.onCall(call, fault);
  await answerFaultily(desk.later, fault && inItsWords(desk, fault, call, understand), act, response);
}

/** `understand`: what the same request is at this moment. Null: nothing goes wrong after all. */
function inItsWords(
  { marketplace, book }: Desk,
  fault: SaleFault,
  call: SaleCall,
  understand: () => Understood | Said,
): WireFault | null {
  if (fault.kind === 'too_many_calls') {
    const { tooManyCalls = usualLimit } = marketplace;
    return { kind: 'answer', ...tooManyCalls(fault.waitSeconds, call) };
  }
  if (fault.kind !== 'access_expired') return fault;
  marketplace.expireAccess?.(book);
  const now = understand();
  return 'status' in now ? { kind: 'answer', ...now } : null;
}

const usualLimit = (waitSeconds: number): Said => leaveMeAlone(waitSeconds, { body: { error: 'too many calls' } });
