// What is out of the ordinary with a hub's calls to POS systems and marketplaces: short, for it is written down with every beat.
import type { Instant } from '../core/order.ts';
import type { HostStanding } from '../engine/host.ts';
import type { LineStanding, PaceStanding } from '../engine/rate-line.ts';

/** Bounds the row. */
const mostHosts = 50;

export type CallsOutside = {
  /** Those that are left alone, or are being tried. */
  hosts: HostStanding[];
  /** Those for which calls wait, or rest; all accounts together. */
  systems: SystemCalls[];
};

type SystemCalls = {
  kind: PaceStanding['kind'];
  /** Its slug. */
  system: string;
  waiting: number;
  /** Since when the first of them waits. Null: none does. */
  waitingSince: Instant | null;
  /** Until when it has asked to be left in peace; of several accounts or endpoints the last. Null: it has not. */
  pausedUntil: Instant | null;
};

export function callsOutside(
  hosts: readonly HostStanding[],
  paces: readonly PaceStanding[],
  now: Instant,
): CallsOutside {
  const bySystem = Object.groupBy(paces, ({ kind, system }) => `${kind} ${system}`);
  const systems = Object.values(bySystem).flatMap((some = []) => {
    const [first] = some;
    const lines = some.flatMap((pace) => pace.lines);
    return first ? [{ kind: first.kind, system: first.system, ...addedUp(lines, now) }] : [];
  });
  return {
    hosts: hosts.filter(({ state }) => state !== 'closed').slice(0, mostHosts),
    systems: systems.filter(({ waiting, pausedUntil }) => waiting > 0 || pausedUntil !== null),
  };
}

function addedUp(lines: readonly LineStanding[], now: Instant): Omit<SystemCalls, 'kind' | 'system'> {
  const longestWaitMs = Math.max(0, ...lines.map((line) => line.longestWaitMs ?? 0));
  const waiting = lines.reduce((sum, line) => sum + line.waiting, 0);
  const pauses = lines.flatMap(({ pause }) => (pause ? now + pause.forMs : []));
  return {
    waiting,
    waitingSince: waiting === 0 ? null : Math.round(now - longestWaitMs),
    pausedUntil: pauses.length === 0 ? null : Math.round(Math.max(...pauses)),
  };
}
