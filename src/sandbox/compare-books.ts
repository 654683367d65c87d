// Compares marketplaces' books with the hub's, line by line, by asking the hub as each marketplace would.
// The law: every answer that was given still holds, and no seat is in two lines that both stand, in whichever books.
// Compare when trading has stopped: a line that changes while others are read proves nothing.
import type { Asked, Line } from './order-integration/book.ts';
import { HubClient } from './order-integration/client.ts';
import { doubleSales, type StandingLine } from './order-integration/double-sales.ts';
import { contradictionsOf } from './order-integration/law.ts';
import { beliefOf, knownOf, possibleBy } from './order-integration/possible.ts';
import type { MarketplaceWire, ToldHold } from './order-integration/wire.ts';

/** One marketplace's book, and how it asks the hub. */
type ComparedBook = { apiKey: string; wire: MarketplaceWire; book: { readonly lines: readonly Line[] } };

export type CompareOptions = {
  hubUrl: string;
  /** All those that sell the same broker's listings. */
  books: readonly ComparedBook[];
  /** How many tickets each listing has, where it is known: general-admission places have no labels to compare. */
  tickets?: ReadonlyMap<string, number>;
  /** How many questions are under way at once, for each book. */
  concurrency?: number;
  timeOutMs?: number;
};

export type Comparison = {
  compared: number;
  /** Each a plain sentence. Empty: the books agree. */
  differences: string[];
  /** Lines in which the hub has not come to rest, or has called for a person. */
  unfinished: string[];
};

export async function compareBooks(options: CompareOptions): Promise<Comparison> {
  const read = await Promise.all(options.books.map((book) => readBook(options, book)));
  const doubles = doubleSales(
    read.flatMap(({ standing }) => standing),
    options.tickets ?? new Map(),
  );
  return {
    compared: read.reduce((sum, { compared }) => sum + compared, 0),
    differences: [...read.flatMap(({ differences }) => differences), ...doubles],
    unfinished: read.flatMap(({ unfinished }) => unfinished),
  };
}

async function readBook(
  { hubUrl, timeOutMs = 30_000, concurrency = 8 }: CompareOptions,
  { apiKey, wire, book: { lines } }: ComparedBook,
): Promise<Comparison & { standing: StandingLine[] }> {
  const client = new HubClient({ hubUrl, apiKey, wire, timeOutMs, connections: concurrency });
  const differences: string[] = [];
  const unfinished: string[] = [];
  const standing: StandingLine[] = [];
  const compareNext = async (queue: Iterator<Line>): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const line = next.value;
      const look = await lookAt(client, line);
      differences.push(...contradictionsOf(line, look));
      const hold = look.answer.kind === 'answered' ? look.answer.hold : null;
      const isNotKnown = look.answer.kind === 'answered' && look.answer.status >= 500;
      if (isNotKnown) unfinished.push(`${line.globalId}: the hub does not know yet`);
      if (hold && restless.has(hold.status)) unfinished.push(`${line.globalId}: the hub says ${hold.status}`);
      const stands = standingOf(line, hold, look.at);
      if (stands) standing.push(stands);
    }
  };
  try {
    // One queue that all share: whoever is free takes the next line.
    const queue = lines.values();
    await Promise.all(Array.from({ length: concurrency }, () => compareNext(queue)));
  } finally {
    await client.close();
  }
  return { compared: lines.length, differences, unfinished, standing };
}

const restless = new Set(['holding', 'releasing', 'invoicing', 'stuck']);

/** Under the marketplace's own id, also where the hub has given the deal another. */
async function lookAt(client: HubClient, { globalId, quantity, orderId }: Line): Promise<Asked> {
  const startedAt = performance.now();
  const answer = await client.ask({ ask: 'look', globalId, quantity, orderId });
  return { ask: 'look', at: Date.now(), tookMs: performance.now() - startedAt, answer };
}

const owning = new Set(['holding', 'held', 'invoicing', 'confirmed', 'stuck']);

/** The line as one that has tickets: the hub says so, or the marketplace was told so and has heard nothing else since. */
function standingOf(line: Line, hold: ToldHold | null, now: number): StandingLine | null {
  const { globalId, remoteId, quantity } = line;
  if (hold && owning.has(hold.status)) {
    // While the POS is asked or a person is called, seats may not have been given yet.
    const seats = hold.seats ?? grantedSeats(line);
    return { globalId, remoteId, quantity, seats, says: `the hub says ${hold.status}` };
  }
  const belief = beliefOf(line);
  const isBelieved = belief === 'sold' || (belief === 'held' && !possibleBy(knownOf(line), now).has('expired'));
  const says = `believed ${belief}`;
  return isBelieved ? { globalId, remoteId, quantity, seats: grantedSeats(line), says } : null;
}

function grantedSeats(line: Line): ToldHold['seats'] {
  for (const { answer } of line.asked) {
    if (answer.kind !== 'answered') continue;
    const seats = answer.hold?.seats ?? [];
    if (seats.length > 0) return seats;
  }
  return null;
}
