// Who may call: every documented way of carrying the key, and nobody without it.
import { createHash } from 'node:crypto';
import { carriedBy } from '../conversation.ts';
import type { Rule } from '../rule.ts';

const group = 'Authentication';

export const keys: readonly Rule[] = [
  {
    id: 'key-carriers',
    group,
    title: 'The key is taken in every documented header',
    why: 'Marketplaces cannot choose their client’s header; each of the two must do.',
    clause: '`Authorization: Bearer <key>` or `X-API-Key: <key>`',
    runs: 'in_turn',
    async check(talk) {
      const { wire, key } = talk.visit;
      for (const carrier of wire.keyCarriers) {
        const deal = talk.deal();
        const held = await talk.hold(deal, { carried: carriedBy(carrier, key) });
        talk.granted(held, [201], `a hold, the key in ${carrier.name}`);
      }
      return undefined;
    },
  },
  {
    id: 'no-key',
    group,
    title: 'Every call without a key is refused, and does nothing',
    why: 'Whoever finds the address could otherwise lock or sell a broker’s whole stock.',
    clause: '401 unauthenticated: no key',
    runs: 'in_turn',
    async check(talk) {
      const [mine, other] = [talk.deal(), talk.deal()];
      await talk.held(mine);
      talk.refused(await talk.hold(other, { carried: null }), 'unauthenticated');
      talk.refused(await talk.look(mine, { carried: null }), 'unauthenticated');
      talk.refused(await talk.invoice(mine, talk.newId(), { carried: null }), 'unauthenticated');
      talk.refused(await talk.release(mine, { carried: null }), 'unauthenticated');
      talk.shows(await talk.look(mine), ['held']);
      talk.refused(await talk.look(other), 'hold_unknown');
      return undefined;
    },
  },
  {
    id: 'wrong-key',
    group,
    title: 'A key that is altered, cut short, or another’s is refused, and does nothing',
    why: 'A key that is only almost compared is no key.',
    clause: '401 unauthenticated: a key that is wrong, revoked or expired',
    runs: 'in_turn',
    async check(talk) {
      const { wire, key } = talk.visit;
      for (const { value, shown } of wrongKeys(key)) {
        for (const carrier of wire.keyCarriers) {
          const deal = talk.deal();
          talk.refused(await talk.hold(deal, { carried: carriedBy(carrier, value, shown) }), 'unauthenticated');
          talk.refused(await talk.look(deal), 'hold_unknown');
        }
      }
      return undefined;
    },
  },
];

function wrongKeys(key: string): { value: string; shown: string }[] {
  const last = key.endsWith('a') ? 'b' : 'a';
  const digest = createHash('sha256').update(key).digest('hex');
  const another = digest.repeat(Math.ceil(key.length / digest.length)).slice(0, key.length);
  return [
    { value: key.slice(0, -1) + last, shown: '[the key, its last character another]' },
    { value: key.slice(0, Math.ceil(key.length / 2)), shown: '[the first half of the key]' },
    { value: another, shown: '[a made-up key of the same length]' },
  ];
}
