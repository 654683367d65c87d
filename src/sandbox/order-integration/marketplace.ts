// A sandbox marketplace that asks before it sells: shops a hub over real HTTP on its own wire, and keeps its own book.
// Kept: whatever the hub does, every question and its answer is in the book.
import { randomBytes } from 'node:crypto';
import { seededRandom } from '../random.ts';
import { type Asked, type Line, MarketplaceBook, type Summary } from './book.ts';
import { HubClient } from './client.ts';
import { type Habits, usualHabits } from './habits.ts';
import { Inventory, type OfferedListing } from './inventory.ts';
import { Pauses } from './pauses.ts';
import { Shopper, type Timing } from './shopper.ts';
import type { MarketplaceWire } from './wire.ts';
import { describe } from './words.ts';

/** What is particular to one marketplace. */
export type SandboxMarketplace = {
  slug: string;
  name: string;
  /** What a broker enters on the connection, so that the hub speaks as this sandbox does. */
  settings: object;
  /** The wire as it is spoken under these settings of the connection. */
  wire: (settings: object) => MarketplaceWire;
  /** Its ids, made of a name that is the shopper's own and a number. */
  dealId: (name: string, number: number) => string;
  orderId: (name: string, number: number) => string;
  /** The currency in which its holds say what the buyer is to pay; null: they say nothing of it. */
  currency: string | null;
  /** How long it waits for an answer. */
  timeOutMs: number;
};

export type ShoppingOptions = {
  hubUrl: string;
  apiKey: string;
  listings: readonly OfferedListing[];
  seed: string | number;
  /** The connection's settings, when they are not the marketplace's usual ones. */
  settings?: object;
  /** How many buyers shop at once. */
  shoppers?: number;
  /** Stops after so many deals; without it, when it is told to. */
  deals?: number;
  /** How long a till stands empty between two buyers, at least and at most. */
  pauseMs?: readonly [number, number];
  timing?: Partial<Timing>;
  timeOutMs?: number;
  habits?: Partial<Habits>;
  onExchange?: (exchange: ExchangeLine) => void;
};

/** One exchange for people to watch. */
export type ExchangeLine = {
  at: number;
  marketplace: string;
  globalId: string;
  ask: Asked['ask'];
  /** What happened, in a few words. */
  words: string;
  tookMs: number;
  /** Null when no answer came. */
  status: number | null;
  code: string | null;
};

export type RunningMarketplace = {
  slug: string;
  name: string;
  book: MarketplaceBook;
  /** By which the hub is asked, and as whom: for comparing books. */
  wire: MarketplaceWire;
  apiKey: string;
  /** How many tickets each listing on offer had; for comparing books. */
  tickets: () => ReadonlyMap<string, number>;
  addListings: (listings: readonly OfferedListing[]) => void;
  summary: () => Summary;
  /** Resolves when all deals are done. */
  done: Promise<void>;
  /** Lets the shoppers finish their deals, then closes the connections. */
  stop: () => Promise<void>;
};

const usualTiming: Timing = {
  thinkMs: [50, 400],
  lateByMs: 2_000,
  cutWithinMs: 20,
  askAgainForMs: 0,
  askAgainEveryMs: 100,
};

export function startMarketplace(marketplace: SandboxMarketplace, options: ShoppingOptions): RunningMarketplace {
  const { slug, name } = marketplace;
  const { hubUrl, apiKey, shoppers = 4, timeOutMs = marketplace.timeOutMs } = options;
  const book = new MarketplaceBook();
  const inventory = new Inventory(options.listings, marketplace.currency !== null);
  const pauses = new Pauses();
  const wire = marketplace.wire(options.settings ?? marketplace.settings);
  // A shopper may have two calls under way.
  const client = new HubClient({ hubUrl, apiKey, wire, timeOutMs, connections: shoppers * 2 });
  const done = shop({ marketplace, options, book, inventory, pauses, client, shoppers });
  return {
    slug,
    name,
    book,
    wire,
    apiKey,
    tickets: () => inventory.tickets,
    addListings: (listings) => inventory.add(listings),
    summary: () => book.summary(),
    done,
    stop: async () => {
      pauses.end();
      await done.finally(() => client.close());
    },
  };
}

type Till = {
  marketplace: SandboxMarketplace;
  options: ShoppingOptions;
  book: MarketplaceBook;
  inventory: Inventory;
  pauses: Pauses;
  client: HubClient;
  shoppers: number;
};

async function shop({ marketplace, options, book, inventory, pauses, client, shoppers }: Till): Promise<void> {
  const { seed, pauseMs = [0, 0] } = options;
  // Ids are new in every run, even of the same seed: a hub remembers every global id for ever.
  const run = randomBytes(4).toString('hex');
  let dealsLeft = options.deals ?? Number.POSITIVE_INFINITY;
  const serve = async (index: number): Promise<void> => {
    const random = seededRandom(`${seed} ${index}`);
    let drawn = 0;
    const shopper = new Shopper({
      nextId: (of) => marketplace[of === 'deal' ? 'dealId' : 'orderId'](`${run}-${index}`, ++drawn),
      client,
      book,
      inventory,
      habits: { ...usualHabits, ...options.habits },
      random,
      pauses,
      timing: { ...usualTiming, ...options.timing },
      onAsked: (line, asked) => options.onExchange?.(exchangeLine(marketplace.name, line, asked)),
    });
    while (!pauses.isOver && dealsLeft > 0) {
      dealsLeft -= 1;
      await shopper.deal();
      await pauses.pause(random.between(...pauseMs));
    }
  };
  await Promise.all(Array.from({ length: shoppers }, (_, index) => serve(index)));
}

function exchangeLine(marketplace: string, line: Line, asked: Asked): ExchangeLine {
  const { ask, at, tookMs, answer } = asked;
  return {
    at,
    marketplace,
    globalId: line.globalId,
    ask,
    words: describe(line, asked),
    tookMs: Math.round(tookMs),
    status: answer.kind === 'answered' ? answer.status : null,
    code: answer.kind === 'answered' ? answer.code : null,
  };
}
