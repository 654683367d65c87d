// A kind of POS as it declares itself, and an account's own POS as it is: what is set of it without its secrets, how its host
// fares, how far its stock was read.
import { assumedSettings } from '../../connections/assumed-settings.ts';
import type { AccountId } from '../../core/order.ts';
import { asks, orderStates } from '../../core/transitions.ts';
import { readPosNow } from '../../db/now.ts';
import { listPosShown, type PosShown } from '../../db/points-of-sale.ts';
import {
  calledPosFacts,
  type PosCapabilityName,
  posCapabilityWords,
  posValueInWords,
} from '../../pos/capability-words.ts';
import type { NetworkPos, Pos } from '../../pos/pos.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { countOtherHubs, hostBody, paceBody } from './calls-body.ts';
import { capabilityBody, fieldsOf } from './declared-body.ts';
import { plainTrouble } from './plain-trouble.ts';
import type { PointOfSale, PosKind } from './schemas/points-of-sale.ts';
import { timeOf } from './times.ts';

type Parts = Pick<BrokerParts, 'pool' | 'pointsOfSale' | 'posDirectory' | 'vault' | 'clock'>;

export function posKind(pos: Pos): PosKind {
  const { slug, name, kind, capabilities } = pos;
  const isNetwork = pos.kind === 'network';
  return {
    pos: slug,
    name,
    kind,
    sends_webhooks: isNetwork && pos.readHint !== undefined,
    capabilities: Object.entries(capabilities).map(([key, fact]) => {
      const capability = key as PosCapabilityName;
      const said = {
        name: key,
        called: posCapabilityWords[capability].called,
        value: posValueInWords(capability, fact),
      };
      return capabilityBody(said, fact);
    }),
    edges: isNetwork ? edgesOf(pos) : [],
    settings: isNetwork ? fieldsOf(pos.settings) : [],
  };
}

function edgesOf({ edges = {} }: NetworkPos): PosKind['edges'] {
  return Object.entries(edges).map(([about, { fact, copes }]) => {
    const value = fact.value === 'unknown' ? 'not known' : fact.value;
    const { grade, grade_called, source } = capabilityBody({ name: about, called: about, value }, fact);
    return { about, value, grade, grade_called, source, copes };
  });
}

const askingThePos = orderStates.filter((state) => asks[state]?.of === 'pos');

/** The house first, then those that are connected. */
export async function readPointsOfSaleShown(parts: Parts, accountId: AccountId): Promise<PointOfSale[]> {
  const { pool, pointsOfSale, posDirectory, clock } = parts;
  const [shown, asked, otherHubs] = await Promise.all([
    listPosShown(pool, accountId),
    readPosNow(pool, accountId, askingThePos),
    countOtherHubs(pool, clock()),
  ]);
  const waiting = (slug: string): number => asked.find(({ pos }) => pos === slug)?.waiting ?? 0;
  const house = [...pointsOfSale.values()].flatMap((pos) =>
    pos.kind === 'ledger' ? [{ ...inTheLedger(pos), waiting: waiting(pos.slug) }] : [],
  );
  const others = shown.map(async (row): Promise<PointOfSale[]> => {
    const pos = pointsOfSale.get(row.pos);
    if (pos?.kind !== 'network') return [];
    const host = await posDirectory.standing(accountId, row.pos);
    const lines = await posDirectory.paceOf(accountId, row.pos);
    return [
      {
        ...overTheNetwork(parts, pos, row),
        host: host && hostBody(host),
        pace: lines && paceBody(lines, otherHubs, clock()),
        waiting: waiting(row.pos),
      },
    ];
  });
  return [...house, ...(await Promise.all(others)).flat()];
}

/** Refuses where the account has no such POS. */
export async function knownPointOfSale(parts: Parts, accountId: AccountId, slug: string): Promise<PointOfSale> {
  const found = (await readPointsOfSaleShown(parts, accountId)).find(({ pos }) => pos === slug);
  if (!found) throw new RequestProblem('not_found', 'The account is not connected to such a POS.');
  return found;
}

function inTheLedger({ slug, name, kind }: Pos): Omit<PointOfSale, 'waiting'> {
  return {
    ...{ pos: slug, name, kind },
    connected_at: null,
    when_away: null,
    settings: {},
    secrets_set: [],
    assumed: [],
    notifications_path: null,
    host: null,
    pace: null,
    stock: null,
    findings: 0,
  };
}

function overTheNetwork(
  { vault }: Parts,
  pos: NetworkPos,
  row: PosShown,
): Omit<PointOfSale, 'host' | 'pace' | 'waiting'> {
  const settings = vault.open(row.settings) as Record<string, unknown>;
  const secret = secretNames(pos);
  return {
    ...{ pos: pos.slug, name: pos.name, kind: pos.kind },
    connected_at: new Date(row.createdAt).toISOString(),
    when_away: row.whenAway,
    settings: Object.fromEntries(Object.entries(settings).filter(([name]) => !secret.has(name))),
    secrets_set: Object.keys(settings).filter((name) => secret.has(name)),
    assumed: assumedSettings(calledPosFacts(pos), settings),
    notifications_path: pos.readHint ? `/pos/v1/${row.posId}/notifications` : null,
    stock: {
      is_followed: row.isFollowed,
      is_read_anew: row.passBeganAt !== null,
      groups_read: row.groupsRead,
      groups_total: row.groupsTotal,
      last_read_at: timeOf(row.readAt),
      last_passed_at: timeOf(row.passedAt),
      trouble: plainTrouble(row.trouble),
      failing_since: timeOf(row.failingSince),
    },
    findings: row.findings,
  };
}

/** Fails closed: what is not declared is taken for a secret. */
export function secretNames({ settings }: Pick<NetworkPos, 'settings'>): { has: (name: string) => boolean } {
  const open = new Set(fieldsOf(settings).flatMap(({ name, is_secret: isSecret }) => (isSecret ? [] : [name])));
  return { has: (name) => !open.has(name) };
}
