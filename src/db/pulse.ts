// SQL of how the hub is: holds by the minute, and the hubs that are at work.
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import type { Database } from './pool.ts';

export type HoldMinute = {
  accountId: AccountId;
  connectionId: ConnectionId;
  /** The beginning of the minute. */
  minute: Instant;
  asked: number;
  declined: number;
  /** By the steps of core/hold-times.ts. */
  took: number[];
};

/** Adds to what this hub, or another, has counted already. */
export async function addHoldMinutes(db: Database, minutes: readonly HoldMinute[]): Promise<void> {
  await db.query(
    `insert into hold_minutes (account_id, connection_id, minute, asked, declined, took)
     select account_id, connection_id, minute, asked, declined, took
     from json_to_recordset($1::json)
       as m (account_id uuid, connection_id uuid, minute timestamptz, asked integer, declined integer, took integer[])
     order by account_id, minute, connection_id
     on conflict (account_id, minute, connection_id) do update set
       asked = hold_minutes.asked + excluded.asked,
       declined = hold_minutes.declined + excluded.declined,
       took = (select array_agg(coalesce(a, 0) + coalesce(b, 0) order by step)
               from unnest(hold_minutes.took, excluded.took) with ordinality as t(a, b, step))`,
    [
      JSON.stringify(
        minutes.map(({ accountId, connectionId, minute, ...counts }) => ({
          account_id: accountId,
          connection_id: connectionId,
          minute: new Date(minute).toISOString(),
          ...counts,
        })),
      ),
    ],
  );
}

/** The minutes from `since` on, all connections together where `connectionId` is the same. Oldest first. */
export async function readHoldMinutes(db: Database, accountId: AccountId, since: Instant): Promise<HoldMinute[]> {
  const { rows } = await db.query<HoldMinute>(
    `select account_id as "accountId", connection_id as "connectionId", minute, asked, declined, took
     from hold_minutes
     where account_id = $1 and minute >= $2
     order by minute`,
    [accountId, new Date(since)],
  );
  return rows;
}

export async function forgetHoldMinutes(db: Database, before: Instant): Promise<void> {
  await db.query('delete from hold_minutes where minute < $1', [new Date(before)]);
}

export type HubRow = {
  hubId: string;
  name: string;
  version: string;
  startedAt: Instant;
  seenAt: Instant;
  /** What it says of its calls to others, as it has put it down. Null: it is of a version that says nothing. */
  callsOutside: unknown;
};

export async function noteHub(db: Database, hub: HubRow): Promise<void> {
  const { hubId, name, version, startedAt, seenAt, callsOutside } = hub;
  await db.query(
    `insert into hubs (hub_id, name, version, started_at, seen_at, calls_outside) values ($1, $2, $3, $4, $5, $6)
     on conflict (hub_id) do update set seen_at = excluded.seen_at, calls_outside = excluded.calls_outside`,
    [hubId, name.slice(0, 200), version, new Date(startedAt), new Date(seenAt), JSON.stringify(callsOutside)],
  );
}

export async function removeHub(db: Database, hubId: string): Promise<void> {
  await db.query('delete from hubs where hub_id = $1', [hubId]);
}

/** Those that never said goodbye, and have been silent for long. */
export async function forgetHubs(db: Database, before: Instant): Promise<void> {
  await db.query('delete from hubs where seen_at < $1', [new Date(before)]);
}

export async function readHubs(db: Database, since: Instant): Promise<HubRow[]> {
  const { rows } = await db.query<HubRow>(
    `select hub_id as "hubId", name, version, started_at as "startedAt", seen_at as "seenAt",
       calls_outside as "callsOutside"
     from hubs where seen_at >= $1
     order by started_at
     limit 100`,
    [new Date(since)],
  );
  return rows;
}
