// A no in words, and the difference between "nothing is there" and "I know no such address".
import { Check } from 'typebox/value';
import { BridgeNotFound, BridgeRefusal } from '../../../pos/bridge/wire.ts';
import type { BridgeRule } from '../rule.ts';
import { contested } from '../talk.ts';

const group = 'Refusals';

export const refusals: readonly BridgeRule[] = [
  {
    id: 'listing-unknown',
    group,
    title: 'A listing that is not there is called unknown',
    why: 'It is taken off the marketplaces then, which tickets that are merely sold are not.',
    clause: '4xx with the code listing_unknown',
    async check(talk) {
      talk.refused(await talk.hold(talk.newReference(), { remoteId: 'no-such-listing' }), 'listing_unknown');
      return undefined;
    },
  },
  {
    id: 'reference-unknown',
    group,
    title: 'Under a reference that was never used stands nothing, and that is said in words',
    why: 'Only a plain "nothing" lets Holdfast sell the tickets to somebody else.',
    clause: '{ "hold": null, "invoice": null }; removing what is not there: 404 not_found',
    async check(talk) {
      const reference = talk.newReference();
      await talk.stands(reference, 'nothing');
      talk.nothingThere(await talk.release(reference));
      talk.nothingThere(await talk.undo(reference));
      return undefined;
    },
  },
  {
    id: 'address-unknown',
    group,
    title: 'An address that does not exist is never called "nothing there"',
    why: 'A mistyped address would make Holdfast believe that holds are gone.',
    clause: 'with its own not_found, not with any 404',
    async check(talk) {
      for (const path of ['/no-such-thing/1', '/references', '/holds/1/2']) {
        const said = await talk.send('GET', path);
        const isYes = said.status >= 200 && said.status < 300;
        if (isYes || Check(BridgeNotFound, said.body)) talk.unmet(said, 'a 4xx without the code not_found');
      }
      return undefined;
    },
  },
  {
    id: 'refusal-shape',
    group,
    title: 'Every no has a code and a sentence',
    why: 'What is not said in words is not believed: Holdfast would ask again and again.',
    clause: 'A 4xx with { "code", "detail" }',
    async check(talk) {
      await talk.held(talk.newReference(), { seats: contested(talk) });
      const said = await talk.hold(talk.newReference());
      if (!Check(BridgeRefusal, said.body) || said.body.detail.trim() === '') {
        talk.unmet(said, 'a code and a detail that says something', JSON.stringify(said.body));
      }
      return undefined;
    },
  },
];
