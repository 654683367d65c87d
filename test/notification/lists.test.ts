// Lists of sales as every dialect goes through them, where its own tests do not reach: a page further on that is not there,
// and rows that are written in some other way. Asked through the dialect alone; no answer of a marketplace is known for these.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Default, Parse } from 'typebox/value';
import type { Exchange } from '../../src/core/outcome.ts';
import type { Send, WireRequest } from '../../src/core/wire.ts';
import type { Marketplace } from '../../src/marketplaces/dialect.ts';
import type { Page, RemoteMarketplace } from '../../src/marketplaces/instant-notification.ts';
import { marketplaces } from '../../src/marketplaces/registry.ts';

type Shown = { status: number; body: unknown };

type List = {
  credentials: object;
  /** A row that can be read, by its number. */
  row: (id: number) => unknown;
  /** A list of these, as long as it must be for more to be asked for. */
  listOf: (rows: unknown[]) => unknown;
  rowsOfAPage: number;
};

const token = 'a-token-of-nobody';
const inJson = (rows: unknown[]): object => ({ orders: rows });

const lists: Readonly<Record<string, List>> = {
  gametime: {
    credentials: { key: token },
    row: (id) => ({ id, status: 'unconfirmed' }),
    listOf: (results) => ({ results, page: 1, per_page: 1 }),
    rowsOfAPage: 1,
  },
  seatgeek: {
    credentials: { token },
    row: (id) => ({ id: `o${id}`, status: 'submitted' }),
    listOf: inJson,
    rowsOfAPage: 1,
  },
  stubhub: {
    credentials: { client_id: 'id', client_secret: token, refresh_token: token },
    row: (id) => ({ id, status: 'Complete' }),
    listOf: (items) => ({ _embedded: { items }, _links: { next: { href: 'https://elsewhere.invalid/?page=2' } } }),
    rowsOfAPage: 1,
  },
  'ticket-evolution': {
    credentials: { token, secret: token, reviewer_id: 1 },
    row: (id) => ({ id, state: 'pending', items: [{ quantity: 1 }] }),
    listOf: inJson,
    rowsOfAPage: 100,
  },
  ticketnetwork: {
    credentials: { consumer_key: 'key', consumer_secret: token, broker_id: 1 },
    row: (id) => ({ ticketGroupId: id, tickets: [{ ticketRequestId: id, status: 'on hold' }] }),
    listOf: (results) => ({ results }),
    rowsOfAPage: 1,
  },
  tickpick: {
    credentials: { token },
    row: (id) => ({ order_number: id, order_status: 'CONFIRMED', status: 'Scheduled' }),
    listOf: inJson,
    rowsOfAPage: 1,
  },
  'vivid-seats': {
    credentials: { api_token: token },
    row: (id) => `<order><orderId>${id}</orderId></order>`,
    listOf: (rows) => `<AllThatIsSold>${rows.join('')}</AllThatIsSold>`,
    rowsOfAPage: 1_000,
  },
};

const listed = marketplaces.filter(
  ({ instantNotification }) => instantNotification?.pollEveryMs !== null && instantNotification !== undefined,
);

/** A marketplace whose list answers as it is told, and what was asked for. */
function open({ settings, instantNotification }: Marketplace, { credentials }: List, show: (path: string) => Shown) {
  const asked: string[] = [];
  const exchange: Exchange = { direction: 'out', request: { line: '' } };
  const send: Send = async ({ method, path }: WireRequest) => {
    const isToken = method === 'POST';
    if (!isToken) asked.push(path);
    const { status, body } = isToken ? { status: 200, body: { access_token: token } } : show(path);
    return { kind: 'answered', status, body, text: String(body), headers: {}, exchange };
  };
  let stored: unknown = null;
  const tokens = {
    current: async () => stored,
    renew: async (_stale: unknown, renew: (current: unknown) => Promise<unknown>) => {
      stored = await renew(stored);
      return stored;
    },
  };
  const opened = { settings: Parse(settings, Default(settings, {})), credentials, tokens, isAnotherSince: null };
  const remote = instantNotification?.open({ ...opened, learnt: (make) => make() }, send, () => now);
  return { asked, look: lookerInto(remote) };
}

const now = Date.UTC(2031, 4, 4, 12);

function lookerInto(remote: RemoteMarketplace | undefined) {
  let [cursor, at]: [unknown, number] = [null, now];
  return async (): Promise<Page | string> => {
    const told = await remote?.list?.(cursor, at, AbortSignal.timeout(5_000));
    at += 600_000;
    if (told?.outcome.kind !== 'done') return told?.outcome.kind ?? 'no list';
    cursor = told.outcome.answer.cursor;
    return told.outcome.answer;
  };
}

const rowsOf = (count: number, row: (id: number) => unknown): unknown[] =>
  Array.from({ length: count }, (_, index) => row(index + 1));

describe('every list of sales', () => {
  it('is tried here', () => {
    assert.deepEqual(listed.map(({ slug }) => slug).sort(), Object.keys(lists).sort());
  });

  for (const marketplace of listed) {
    const list = lists[marketplace.slug];
    if (list === undefined) continue;
    const { row, listOf, rowsOfAPage } = list;
    const page = listOf(rowsOf(rowsOfAPage, row));

    if (marketplace.slug !== 'tickpick') {
      const inWords = { status: 200, body: '<Response><success>false</success></Response>' };
      const refusals: Shown[] = [400, 404, 422].map((status) => ({ status, body: '' }));
      for (const no of marketplace.slug === 'vivid-seats' ? [...refusals, inWords] : refusals) {
        it(`of ${marketplace.name} is begun anew where a page further on is answered ${no.status}`, async () => {
          let first: string | undefined;
          const { asked, look } = open(marketplace, list, (path) =>
            path === (first ?? path) ? { status: 200, body: page } : no,
          );
          await look();
          first = asked[0];
          const later = [await look(), await look(), await look(), await look()];
          assert.notEqual(asked[1], first, 'there was more to read');
          assert.ok(asked.slice(2).includes(String(first)), `${asked.join('\n')}\n${JSON.stringify(later)}`);
        });
      }

      it(`of ${marketplace.name} stays where it is while it lets nobody in, or says nothing certain`, async () => {
        for (const status of [401, 403, 500, 429]) {
          let first: string | undefined;
          const { asked, look } = open(marketplace, list, (path) =>
            path === (first ?? path) ? { status: 200, body: page } : { status, body: '' },
          );
          await look();
          first = asked[0];
          assert.equal(typeof (await look()), 'string', `${status}`);
        }
      });
    }

    if (marketplace.slug !== 'ticketnetwork') {
      it(`of ${marketplace.name} is not taken for empty when none of its rows can be read; one alone is passed over`, async () => {
        const strange = marketplace.slug === 'vivid-seats' ? '<order><id>7</id></order>' : { number: 'seven' };
        const show = (rows: unknown[]) => open(marketplace, list, () => ({ status: 200, body: listOf(rows) })).look();
        assert.equal(await show([strange]), 'unsure');
        assert.equal(await show([strange, strange]), 'unsure');
        const read = await show([strange, row(7), strange]);
        assert.equal(typeof read === 'string' ? read : read.sightings.length, 1);
      });
    }
  }
});
