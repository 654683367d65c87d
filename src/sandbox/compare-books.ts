// Compares a marketplace's book with the hub's, line by line, by asking the hub as the marketplace would.
// The law: every answer that was given still holds, and no seat is in two lines that both stand.
// Compare when trading has stopped: a line that changes while others are read proves nothing.
import type { Asked, Line } from './order-integration/book.ts';
import { HubClient } from './order-integration/client.ts';
import { doubleSales, type StandingLine } from './order-integration/double-sales.ts';
import { contradictionsOf } from './order-integration/law.ts';
import { beliefOf, knownOf, possibleBy } from './order-integration/possible.ts';
import type { HubHold } from './order-integration/wire.ts';

export type CompareOptions = {
  hubUrl: string;
  apiKey: string;
  lines: readonly Line[];
  /** How many tickets each listing has, where it is known: general-admission places have no labels to compare. */
  tickets?: ReadonlyMap<string, number>;
  /** How many questions are under way at once. */
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
  const { hubUrl, apiKey, lines, timeOutMs = 30_000, concurrency = 8 } = options;
  const client = new HubClient({ hubUrl, apiKey, timeOutMs, connections: concurrency });
  const differences: string[] = [];
  const unfinished: string[] = [];
  const standing: StandingLine[] = [];
  const compareNext = async (queue: Iterator<Line>): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const line = next.value;
      const look = await lookAt(client, line);
      differences.push(...contradictionsOf(line, look));
      const hold = look.answer.kind === 'answered' ? look.answer.hold : null;
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
  differences.push(...doubleSales(standing, options.tickets ?? new Map()));
  return { compared: lines.length, differences, unfinished };
}

const restless = new Set(['holding', 'releasing', 'invoicing', 'stuck']);

async function lookAt(client: HubClient, { globalId }: Line): Promise<Asked> {
  const startedAt = performance.now();
  const answer = await client.ask({ ask: 'look', globalId });
  return { ask: 'look', at: Date.now(), tookMs: performance.now() - startedAt, answer };
}

const owning = new Set(['holding', 'held', 'invoicing', 'confirmed', 'stuck']);

/** The line as one that has tickets: the hub says so, or the marketplace was told so and has heard nothing else since. */
function standingOf(line: Line, hold: HubHold | null, now: number): StandingLine | null {
  const seats = hold?.seats ?? [];
  const { globalId, remoteId } = line;
  if (hold && owning.has(hold.status)) return { globalId, remoteId, seats, says: `the hub says ${hold.status}` };
  const belief = beliefOf(line);
  const isBelieved = belief === 'sold' || (belief === 'held' && !possibleBy(knownOf(line), now).has('expired'));
  return isBelieved ? { globalId, remoteId, seats: grantedSeats(line), says: `believed ${belief}` } : null;
}

function grantedSeats(line: Line): HubHold['seats'] {
  for (const { answer } of line.asked) {
    if (answer.kind === 'answered' && answer.hold && answer.hold.seats.length > 0) return answer.hold.seats;
  }
  return [];
}
