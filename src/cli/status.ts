import { openDatabaseClock } from '../db/database-clock.ts';
import { type HubRow, readHubs } from '../db/pulse.ts';
import type { HostStanding } from '../engine/host.ts';
import { plainTrouble } from '../http/broker/plain-trouble.ts';
import { marketplaceBySlug } from '../marketplaces/registry.ts';
import { posBySlug } from '../pos/registry.ts';
import type { CallsOutside } from '../pulse/calls-outside.ts';
import { silentAfterMs } from '../pulse/pulse.ts';
import type { Command } from './command.ts';
import { counted } from './counted.ts';
import { databaseNamedBy, withDatabase } from './database.ts';

export const status: Command = {
  summary: 'shows the hubs at work, and whom they cannot reach',
  usage: '',
  help: `
Shows the hubs that are at work on this database, as they were some seconds ago:
which POS systems and marketplaces each leaves alone because they do not answer,
and where its calls wait for their turn, or for the end of a pause that was
asked for. Each hub judges for itself.

  holdfast status`,
  options: {},
  async run(invocation) {
    const { hubs, now } = await withDatabase(invocation, async (pool) => {
      const clock = await openDatabaseClock(pool, () => {});
      const now = clock.now();
      return { hubs: await readHubs(pool, now - silentAfterMs), now };
    });
    const none = `No hub is at work on ${databaseNamedBy(invocation.environment)}. "holdfast start" runs one.`;
    const text = hubs.map((hub) => [headOf(hub, now), ...troublesOf(hub).map((line) => `  ${line}`)].join('\n'));
    return {
      document: { hubs: hubs.map(documentOf) },
      text: text.join('\n\n') || none,
    };
  },
};

function documentOf(hub: HubRow): Record<string, unknown> {
  const outside = outsideOf(hub);
  return {
    name: hub.name,
    version: hub.version,
    started_at: timeOf(hub.startedAt),
    seen_at: timeOf(hub.seenAt),
    hosts: outside?.hosts.map(({ host, state, since, lastTrouble, awayUntil }) => ({
      ...{ host, state, since: timeOf(since) },
      last_trouble: lastTrouble && { at: timeOf(lastTrouble.at), what: plainTrouble(lastTrouble.what) },
      away_until: awayUntil && timeOf(awayUntil),
    })),
    systems: outside?.systems.map(({ kind, system, waiting, waitingSince, pausedUntil }) => ({
      ...{ kind, system, waiting },
      waiting_since: waitingSince && timeOf(waitingSince),
      paused_until: pausedUntil && timeOf(pausedUntil),
    })),
  };
}

function headOf({ name, version, startedAt, seenAt }: HubRow, now: number): string {
  const ago = counted(Math.max(0, Math.round((now - seenAt) / 1_000)), 'second');
  return `${name}: Holdfast ${version}, since ${timeWords(startedAt)}, heard of ${ago} ago`;
}

function troublesOf(hub: HubRow): string[] {
  const outside = outsideOf(hub);
  if (outside === null) return ['It is of a version that says nothing of its calls.'];
  const lines = [...outside.hosts.map(hostLine), ...outside.systems.flatMap(systemLines)];
  return lines.length > 0 ? lines : ['Its calls go out as they should.'];
}

function hostLine({ host, state, since, lastTrouble, awayUntil }: HostStanding): string {
  const why = lastTrouble ? `: ${plainTrouble(lastTrouble.what)}` : '';
  if (state === 'half_open') return `${host} is being tried again, after it was left alone${why}`;
  return `${host} is left alone since ${timeWords(since)}${why}${awayUntil ? `; tried again at ${timeWords(awayUntil)}` : ''}`;
}

function systemLines({ kind, system, waiting, waitingSince, pausedUntil }: CallsOutside['systems'][number]): string[] {
  const name = (kind === 'pos' ? posBySlug.get(system) : marketplaceBySlug.get(system))?.name ?? system;
  return [
    ...(pausedUntil === null ? [] : [`${name} asked for a pause, until ${timeWords(pausedUntil)}`]),
    ...(waitingSince === null
      ? []
      : [`${counted(waiting, 'call')} to ${name} waiting, the first since ${timeWords(waitingSince)}`]),
  ];
}

function outsideOf({ callsOutside }: HubRow): CallsOutside | null {
  return callsOutside as CallsOutside | null;
}

function timeOf(instant: number): string {
  return new Date(instant).toISOString();
}

/** To the second: `2026-11-27 02:14:07 UTC`. */
function timeWords(instant: number): string {
  return timeOf(instant).replace('T', ' ').replace(/\..*/, ' UTC');
}
