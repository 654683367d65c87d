// What is malformed changes nothing, and without the key there is nothing to see.
import type { BridgeRule } from '../rule.ts';
import type { HoldChoice } from '../talk.ts';

export const malformed: readonly BridgeRule[] = [
  {
    id: 'not-json',
    group: 'Malformed',
    title: 'A body that is no JSON is refused',
    why: 'It is a no that changes nothing, and not a crash.',
    clause: '400 bad_request',
    async check(talk) {
      for (const text of ['', '{', '[]', 'null', '"hold"']) {
        talk.refused(await talk.hold(talk.newReference(), { text }), 'bad_request');
      }
      return undefined;
    },
  },
  {
    id: 'wrong-fields',
    group: 'Malformed',
    title: 'A hold whose fields are missing or wrong is refused, and nothing is held',
    why: 'A hold of the wrong tickets is worse than none.',
    clause: '400 bad_request',
    async check(talk) {
      const reference = talk.newReference();
      const wrong: HoldChoice['fields'][] = [
        { remote_id: undefined },
        { reference: '' },
        { quantity: '2' },
        { quantity: 0 },
        { quantity: 3 },
        { seats: 'all of them' },
        { expires_at: 'soon' },
      ];
      for (const fields of wrong) {
        const said = await talk.hold(reference, { fields: fields as Record<string, unknown> });
        talk.refused(said, 'bad_request');
      }
      await talk.stands(reference, 'nothing');
      await talk.held(talk.newReference());
      return undefined;
    },
  },
];

export const keys: readonly BridgeRule[] = [
  {
    id: 'key',
    group: 'Keys',
    title: 'Without the key, or with another, nothing is done and nothing is told',
    why: 'Whoever can call the bridge can give the broker’s tickets away.',
    clause: 'anything, with a wrong key: 401 not_allowed',
    async check(talk) {
      const held = talk.newReference();
      await talk.held(held);
      const fresh = talk.newReference();
      const { seats } = talk.visit.tickets;
      for (const key of [null, '', `${talk.visit.key}x`, talk.visit.key.slice(0, -1)]) {
        const calls = [
          await talk.hold(fresh, { key, seats: seats.slice(2) }),
          await talk.invoice(fresh, { key, seats: seats.slice(2) }),
          await talk.release(held, { key }),
          await talk.undo(held, { key }),
          await talk.find(held, { key }),
        ];
        for (const said of calls) {
          if (said.status !== 401) talk.unmet(said, '401 not_allowed');
          talk.refused(said, 'not_allowed');
        }
      }
      await talk.stands(held, 'hold');
      await talk.stands(fresh, 'nothing');
      return undefined;
    },
  },
];
