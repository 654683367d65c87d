// A sandbox TicketNetwork beside Mercury: tokens that end each other, an inventory in which ticket requests show, and
// webhooks in the shape of Microsoft's library. Brokers confirm and reject in its own POS: here that is done in the book. Its deadline and its fine are imaginary.
import { createHmac } from 'node:crypto';
import type { Said } from '../faulty-answer.ts';
import type { Asked, News, SaleMarketplace, Understood } from '../instant-notification/marketplace.ts';
import type { Notice } from '../instant-notification/notifier.ts';
import type { Sale, SaleBook } from '../instant-notification/sale-book.ts';
import { Access, credentials } from './access.ts';
import { groupsIn, oneGroup, search } from './inventory.ts';

export type TicketnetworkWays = {
  /** As the library writes names, or as people do. */
  casing: 'Pascal' | 'camel';
  signs: boolean;
  /** What a notification calls the number of the ticket request; null: it does not name it. */
  namesRequestAs: string | null;
  mostPerPage: number;
  confirmWithinMs: number;
};

const usualWays: TicketnetworkWays = {
  casing: 'Pascal',
  signs: true,
  namesRequestAs: null,
  mostPerPage: 100,
  confirmWithinMs: 15 * 60_000,
};

export type TicketnetworkSandbox = SaleMarketplace & {
  /** Who is let in at the marketplace that keeps this book. */
  accessAt: (book: SaleBook) => Access;
  /** Listings whose ticket groups are gone. */
  forgotten: Set<string>;
  ways: TicketnetworkWays;
  /** When each call came. */
  calls: number[];
};

export function ticketnetworkRequests(chosen: Partial<TicketnetworkWays> = {}): TicketnetworkSandbox {
  const ways = { ...usualWays, ...chosen };
  const accesses = new WeakMap<SaleBook, Access>();
  const accessAt = (book: SaleBook): Access => {
    const access = accesses.get(book) ?? new Access();
    accesses.set(book, access);
    return access;
  };
  const forgotten = new Set<string>();
  const calls: number[] = [];
  return {
    slug: 'ticketnetwork',
    name: 'TicketNetwork',
    settings: (url) => ({
      api_address: url,
      token_address: `${url}/oauth2/token`,
      call_every_ms: 0,
      poll_seconds: 1,
      vanished_means_cancelled: true,
    }),
    credentials,
    saleId: (run, number) => `${(Number.parseInt(run, 36) % 20_000) + 1}${String(number).padStart(5, '0')}`,
    keyIn: 'address',
    forgedHeaders: { 'ms-signature': `sha256=${'0'.repeat(64)}` },
    understand: (asked, book) => {
      calls.push(Date.now());
      const access = accessAt(book);
      return access.understand(asked) ?? understand(asked, book, { access, forgotten, ways });
    },
    expireAccess: (book) => accessAt(book).runOut(),
    tooManyCalls: throttled,
    notice: (sale, news) => noticeOf(sale, news, ways),
    confirmWithinMs: ways.confirmWithinMs,
    // After one minute and after four, in small.
    sendAgainAfterMs: [60, 240],
    // What is gone is removed and not asked again.
    isTaken: ({ status }) => (status >= 200 && status < 300) || status === 410,
    accessAt,
    forgotten,
    ways,
    calls,
  };
}

/** It says in its own form when it may be asked again, in whole seconds, and in no header. */
function throttled(waitSeconds: number): Said {
  const until = Math.ceil(Date.now() / 1_000 + waitSeconds) * 1_000;
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) (\S+) /.exec(new Date(until).toUTCString()) ?? [];
  const nextAccessTime = `${year}-${month}-${day} ${time}+0000 UTC`;
  return { status: 429, body: { code: '900804', message: 'Message throttled out', nextAccessTime } };
}

type Desk = { access: Access; forgotten: ReadonlySet<string>; ways: TicketnetworkWays };

function understand(asked: Asked, book: SaleBook, { access, forgotten, ways }: Desk): Understood | Said {
  if (!access.letsIn(asked)) return { status: 401, body: { code: '900901', message: 'Invalid Credentials' } };
  const { method, path, query } = asked;
  const [, id] = /^\/inventory\/v5\/ticketgroups(?:\/(-?\d+))?$/.exec(path) ?? [null, null];
  if (method !== 'GET' || id === null) return { status: 404, body: { message: 'no such address' } };
  const groups = groupsIn(book, forgotten);
  if (id !== undefined) return { call: 'read', act: () => oneGroup(groups, Number(id)) };
  const isOfOne = /ticketRequestId eq /.test(query.get('$filter') ?? '');
  return { call: isOfOne ? 'read' : 'list', act: () => search(groups, query, ways.mostPerPage) };
}

function noticeOf(sale: Sale, news: News, { casing, signs, namesRequestAs }: TicketnetworkWays): Notice {
  const name = (text: string): string => (casing === 'Pascal' ? text.charAt(0).toUpperCase() + text.slice(1) : text);
  const notification = {
    [name('action')]: news === 'sold' ? 'ticketRequestCreated' : 'ticketRequestChanged',
    ...(namesRequestAs === null ? {} : { [name(namesRequestAs)]: Number(sale.saleId) }),
  };
  const text = JSON.stringify({
    [name('id')]: `${sale.saleId}-${news}`,
    [name('attempt')]: 1,
    [name('properties')]: {},
    [name('notifications')]: [notification],
  });
  const signature = createHmac('sha256', credentials.webhook_secret).update(text).digest('hex');
  const signed = signs ? { 'ms-signature': `sha256=${signature}` } : {};
  return { headers: { 'content-type': 'application/json', ...signed }, text };
}
