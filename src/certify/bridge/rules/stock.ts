// The calls that show stock, for bridges from which the broker's listings come.
import { BridgeGroup, BridgeGroups, BridgeHolds } from '../../../pos/bridge/wire.ts';
import { skipped } from '../../rule.ts';
import type { BridgeRule } from '../rule.ts';
import type { BridgeTalk } from '../talk.ts';
import type { Said } from '../visit.ts';

const group = 'Stock';
const mostPages = 1_000;

/** A rule that is tried where the bridge is to show its stock. */
function withStock(rule: BridgeRule): BridgeRule {
  const check: BridgeRule['check'] = async (talk) =>
    talk.visit.showsStock ? rule.check(talk) : skipped('the bridge was not said to show its stock: --stock');
  return { ...rule, check };
}

const tried: readonly BridgeRule[] = [
  {
    id: 'group',
    group,
    title: 'A group shows how its tickets stand, and which are held under our reference',
    why: 'A ticket that stands under no reference of ours is somebody else’s, and is taken off the shelf.',
    clause: 'GET /groups/{remote_id}: one group',
    async check(talk) {
      const { remoteId } = talk.visit.tickets;
      const reference = talk.newReference();
      await talk.held(reference);
      const said = await talk.send('GET', `/groups/${encodeURIComponent(remoteId)}`);
      const shown = talk.is(said, BridgeGroup, 'a group');
      const ours = shown.tickets.filter((ticket) => ticket.reference === reference);
      if (ours.length !== 2 || ours.some(({ standing }) => standing !== 'held')) {
        talk.unmet(said, `two tickets that are held under ${reference}`, `${ours.length} under it`);
      }
      talk.nothingThere(await talk.send('GET', '/groups/no-such-listing'));
      return undefined;
    },
  },
  {
    id: 'groups',
    group,
    title: 'A pass over everything shows the listing, and what changes afterwards comes after its cursor',
    why: 'What no page shows is taken to be gone.',
    clause: 'GET /groups?cursor=...: what has changed since the cursor; without one, everything',
    async check(talk) {
      const { remoteId } = talk.visit.tickets;
      const all = await pass(talk, null);
      if (!all.remoteIds.has(remoteId)) talk.unmet(all.last, `the group ${remoteId} on some page`, 'it is on none');
      // Without a feed of changes the next pass is over everything again, which shows it too.
      await talk.held(talk.newReference());
      const changed = await pass(talk, all.cursor);
      if (!changed.remoteIds.has(remoteId))
        talk.unmet(changed.last, `the group ${remoteId}, which has changed`, 'it is on no page');
      return undefined;
    },
  },
  {
    id: 'holds-listed',
    group,
    title: 'Every hold that stands is in the list of holds',
    why: 'A hold that nobody knows of any more is found there, and let go of.',
    clause: 'GET /holds?cursor=...: every hold that stands now and was made with a reference',
    async check(talk) {
      const reference = talk.newReference();
      await talk.held(reference);
      let cursor: string | null = null;
      for (let page = 0; page < mostPages; page++) {
        const said: Said = await talk.send(
          'GET',
          `/holds${cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`}`,
        );
        const shown = talk.is(said, BridgeHolds, 'a page of holds');
        if (shown.holds.some((hold) => hold.reference === reference)) return undefined;
        if (!shown.has_more) talk.unmet(said, `the hold under ${reference} on some page`, 'it is on none');
        cursor = shown.cursor;
      }
      return undefined;
    },
  },
];

export const stock: readonly BridgeRule[] = tried.map(withStock);

async function pass(talk: BridgeTalk, from: string | null) {
  const remoteIds = new Set<string>();
  let cursor = from;
  for (let page = 0; ; page++) {
    const last = await talk.send('GET', `/groups${cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`}`);
    const shown = talk.is(last, BridgeGroups, 'a page of groups');
    for (const { remote_id } of shown.groups) remoteIds.add(remote_id);
    cursor = shown.cursor;
    if (!shown.has_more || page > mostPages) return { remoteIds, cursor, last };
  }
}
