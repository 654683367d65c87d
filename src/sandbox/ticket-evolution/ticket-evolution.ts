// A sandbox Ticket Evolution: shops a hub over real HTTP as the marketplace would, and keeps its own book of it.
// Kept: whatever the hub does, every question and its answer is in the book.
import { randomBytes } from 'node:crypto';
import { type Asked, type Line, MarketplaceBook, type Summary } from '../order-integration/book.ts';
import { HubClient } from '../order-integration/client.ts';
import { seededRandom } from '../random.ts';
import { type Habits, usualHabits } from './habits.ts';
import { Inventory, type OfferedListing } from './inventory.ts';
import { Pauses } from './pauses.ts';
import { Shopper, type Timing } from './shopper.ts';
import { describe } from './words.ts';

export type TicketEvolutionOptions = {
  hubUrl: string;
  apiKey: string;
  listings: readonly OfferedListing[];
  seed: string | number;
  /** How many buyers shop at once. */
  shoppers?: number;
  /** Stops after so many deals; without it, when it is told to. */
  deals?: number;
  /** How long a till stands empty between two buyers, at least and at most. */
  pauseMs?: readonly [number, number];
  timing?: Partial<Timing>;
  /** How long it waits for an answer. */
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

export type TicketEvolutionSandbox = {
  book: MarketplaceBook;
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

/** A hold may add up to 30 s to a checkout; that this is the client's time-out is inferred. */
const usualTimeOutMs = 30_000;

export function startTicketEvolution(options: TicketEvolutionOptions): TicketEvolutionSandbox {
  const { hubUrl, apiKey, seed, shoppers = 4, pauseMs = [0, 0], timeOutMs = usualTimeOutMs } = options;
  const book = new MarketplaceBook();
  const inventory = new Inventory(options.listings);
  const pauses = new Pauses();
  // A shopper may have two calls under way.
  const client = new HubClient({ hubUrl, apiKey, timeOutMs, connections: shoppers * 2 });
  // Ids are new in every run, even of the same seed: a hub remembers every global id for ever.
  const run = randomBytes(4).toString('hex');
  let dealsLeft = options.deals ?? Number.POSITIVE_INFINITY;
  const shop = async (index: number): Promise<void> => {
    const random = seededRandom(`${seed} ${index}`);
    const shopper = new Shopper({
      name: `${run}-${index}`,
      client,
      book,
      inventory,
      habits: { ...usualHabits, ...options.habits },
      random,
      pauses,
      timing: { ...usualTiming, ...options.timing },
      onAsked: (line, asked) => options.onExchange?.(exchangeLine(line, asked)),
    });
    while (!pauses.isOver && dealsLeft > 0) {
      dealsLeft -= 1;
      await shopper.deal();
      await pauses.pause(random.between(...pauseMs));
    }
  };
  const done = Promise.all(Array.from({ length: shoppers }, (_, index) => shop(index))).then(() => {});
  return {
    book,
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

function exchangeLine(line: Line, asked: Asked): ExchangeLine {
  const { ask, at, tookMs, answer } = asked;
  return {
    at,
    marketplace: 'Ticket Evolution',
    globalId: line.globalId,
    ask,
    words: describe(line, asked),
    tookMs: Math.round(tookMs),
    status: answer.kind === 'answered' ? answer.status : null,
    code: answer.kind === 'answered' ? answer.code : null,
  };
}
