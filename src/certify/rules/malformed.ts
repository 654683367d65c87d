// Requests that are not of the contract: each is refused with the problem that names its fault, and does nothing.
import type { Conversation } from '../conversation.ts';
import type { Rule } from '../rule.ts';
import type { Answer } from '../visit.ts';

const group = 'Malformed requests';
const longestBodyBytes = 64 * 1024;

export const malformed: readonly Rule[] = [
  {
    id: 'not-json',
    group,
    title: 'A body that is no JSON object is refused',
    why: 'A 500 here would have the marketplace ask with GET, and try again, for ever.',
    clause: '400 malformed: not JSON',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      for (const text of ['{"global_id": "x", ', 'hold two, please', '[]', '"hold"']) {
        talk.refused(await talk.hold(deal, { text }), 'malformed');
      }
      return undefined;
    },
  },
  {
    id: 'wrong-field',
    group,
    title: 'A field of a wrong type or out of bounds is refused, and `errors` names it',
    why: 'Whoever integrates reads there what to mend; a value that is guessed at sells the wrong tickets.',
    clause:
      '400 malformed: wrong types; `errors` names each field; global_id and remote_id 1-128, quantity integer 1-100',
    runs: 'in_turn',
    async check(talk) {
      const wrong: readonly [field: string, value: unknown][] = [
        ['quantity', '2'],
        ['quantity', 1.5],
        ['quantity', 0],
        ['quantity', 101],
        ['remote_id', ['x']],
        ['remote_id', ''],
        ['global_id', null],
        ['global_id', 'x'.repeat(129)],
      ];
      for (const [field, value] of wrong) if (talk.holdHas(field)) await isRefusedByName(talk, field, value);
      const held = talk.deal();
      await talk.held(held);
      for (const order_id of [8, '', 'x'.repeat(129)]) {
        names(talk, await talk.invoice(held, talk.newId(), { fields: { order_id } }), 'order_id');
      }
      return undefined;
    },
  },
  {
    id: 'missing-field',
    group,
    title: 'A field that is missing is refused, and `errors` names it',
    why: 'A default in its place would be a sale that nobody ordered.',
    clause: '400 malformed: missing fields; `errors` names each field',
    runs: 'in_turn',
    async check(talk) {
      for (const field of ['remote_id', 'quantity', 'global_id']) {
        if (talk.holdHas(field)) await isRefusedByName(talk, field, undefined);
      }
      const held = talk.deal();
      await talk.held(held);
      names(talk, await talk.invoice(held, talk.newId(), { fields: { order_id: undefined } }), 'order_id');
      return undefined;
    },
  },
  {
    id: 'unknown-field',
    group,
    title: 'A field that the contract does not know is refused, and `errors` names it',
    why: 'A misspelt optional field that is passed over is noticed only when the money does not add up.',
    clause: '400 malformed: unknown fields; `errors` names each field',
    runs: 'in_turn',
    async check(talk) {
      await isRefusedByName(talk, 'colour', 'red');
      const held = talk.deal();
      await talk.held(held);
      names(talk, await talk.invoice(held, talk.newId(), { fields: { colour: 'red' } }), 'colour');
      return undefined;
    },
  },
  {
    id: 'too-large',
    group,
    title: 'A body of 64 KiB is taken, and one byte more is refused',
    why: 'Without a limit one caller can fill the memory; with a smaller one good calls fail.',
    clause: '413 too_large: body over 64 KiB',
    runs: 'in_turn',
    async check(talk) {
      talk.granted(await talk.hold(talk.deal(), { padTo: longestBodyBytes }), [201], 'a hold');
      talk.refused(await talk.hold(talk.deal(), { padTo: longestBodyBytes + 1 }), 'too_large');
      return undefined;
    },
  },
  {
    id: 'unsupported-media-type',
    group,
    title: 'A body that does not call itself JSON is refused',
    why: 'Forms and text can be sent by any web page; JSON with a key cannot.',
    clause: '415 unsupported_media_type: not JSON',
    runs: 'in_turn',
    async check(talk) {
      for (const contentType of ['text/plain', 'application/x-www-form-urlencoded']) {
        talk.refused(await talk.hold(talk.deal(), { contentType }), 'unsupported_media_type');
      }
      return undefined;
    },
  },
];

/** Refused, with the field's name, and without any effect. */
async function isRefusedByName(talk: Conversation, field: string, value: unknown): Promise<void> {
  const deal = talk.deal();
  names(talk, await talk.hold(deal, { fields: { [field]: value } }), field);
  talk.refused(await talk.look(deal), 'hold_unknown');
}

function names(talk: Conversation, answer: Answer, field: string): void {
  const { errors } = talk.refused(answer, 'malformed');
  const name = talk.visit.wire.nameOf(field);
  if (!JSON.stringify(errors ?? null).includes(name)) {
    talk.unmet(answer, `\`errors\` to name "${name}"`, `errors ${JSON.stringify(errors)}`);
  }
}
