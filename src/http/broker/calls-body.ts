// How calls to a POS or a marketplace fare, as this hub sees it: its host, and the line in which an account's calls stand.
import type { Instant } from '../../core/order.ts';
import type { Pool } from '../../db/pool.ts';
import { readHubs } from '../../db/pulse.ts';
import type { HostStanding } from '../../engine/host.ts';
import type { LineStanding } from '../../engine/rate-line.ts';
import { hubName, silentAfterMs } from '../../pulse/pulse.ts';
import { plainTrouble } from './plain-trouble.ts';
import type { HostBody, Pace, PaceLine } from './schemas/calls.ts';
import { timeOf } from './times.ts';

export function hostBody({ host, state, since, lastTrouble, awayUntil }: HostStanding): HostBody {
  return {
    host,
    state,
    since: timeOf(since),
    last_trouble: lastTrouble && { at: timeOf(lastTrouble.at), what: plainTrouble(lastTrouble.what) },
    away_until: timeOf(awayUntil),
  };
}

/** Hubs that are at work beside this one; none is asked how it calls. */
export async function countOtherHubs(pool: Pool, now: Instant): Promise<number> {
  return Math.max(0, (await readHubs(pool, now - silentAfterMs)).length - 1);
}

type Calls = { host: HostStanding; lines: readonly LineStanding[] };

/** Null and null: nothing was sent there yet. */
export function callsBody(
  calls: Calls | null,
  otherHubs: number,
  now: Instant,
): { host: HostBody | null; pace: Pace | null } {
  return calls
    ? { host: hostBody(calls.host), pace: paceBody(calls.lines, otherHubs, now) }
    : { host: null, pace: null };
}

export function paceBody(lines: readonly LineStanding[], otherHubs: number, now: Instant): Pace {
  return { hub: hubName, other_hubs: otherHubs, lines: lines.map((line) => lineBody(line, now)) };
}

function lineBody({ budget, rate, used, waiting, longestWaitMs, pause }: LineStanding, now: Instant): PaceLine {
  const isLimited = rate.perMs > 0;
  return {
    endpoint: budget,
    calls: isLimited ? rate.calls : null,
    per_ms: isLimited ? rate.perMs : null,
    used,
    waiting,
    waiting_since: timeOf(longestWaitMs === null ? null : now - longestWaitMs),
    pause: pause && { until: timeOf(now + pause.forMs), status: pause.status, asked_ms: pause.askedMs },
  };
}
