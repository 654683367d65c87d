// What SkyBox does at the edges, as far as anybody outside knows, and how the adapter gets along with every way in which it
// may be. Each unknown is a switch of the sandbox, so each way is tried.
import type { Fact } from '../../core/evidence.ts';
import type { Edge } from '../pos.ts';

const client = 'github.com/Evizent/skybox_openapi_client';
const known = (value: string): Fact<string> => ({ value, grade: 'THIRD_PARTY', source: client });
const inferred = (value: string, source: string): Fact<string> => ({ value, grade: 'INFERRED', source });
const unknown = (source: string): Fact<string> => ({ value: 'unknown', grade: 'UNKNOWN', source });

export const skyboxEdges: Readonly<Record<string, Edge>> = {
  'the id that exchanges know': {
    fact: known('exchangePosId, made anew when files, barcodes, section or row change'),
    copes:
      'an old one is looked up in its history, and the group held by its own id; `remote_id` says which of the two ids is meant',
  },
  'statuses of answers': {
    fact: known('200, 400, 401 and 404, none of them for “not available”'),
    copes:
      'after a 400 the group and its holds are read again, and the reason is found there; a 401 is no no: it is asked again',
  },
  'body of a 400': { fact: unknown('no schema'), copes: 'it is kept on record and decides nothing' },
  'a hold on a part of a group': {
    fact: unknown('it may split the group into a new one, or leave one with fewer available'),
    copes:
      'the hold says in which group it is, and that is read again before the invoice; a late invoice finds its seats in the listing of the new group',
  },
  'the largest expiry of a hold': {
    fact: unknown('no figure'),
    copes: 'what the order needs is asked for, and what the answer grants is what counts',
  },
  'a split that the rule forbids': {
    fact: unknown('whether a hold is refused for it'),
    copes: 'the ledger checks it first',
  },
  'releasing a hold that is gone': {
    fact: unknown('404 is not declared'),
    copes: 'whatever it answers, the hold is read again, and that says whether it stands',
  },
  '`force` on an invoice': {
    fact: inferred('it overruns anybody’s hold', 'it is not tied to a hold’s id'),
    copes:
      'it is said only when our own hold is proven to stand on exactly these tickets, by our clock and by the dates of its answers, and the invoice’s tickets are read afterwards',
  },
  'a hold whose tickets are invoiced': {
    fact: unknown('it may be closed, or left to lapse'),
    copes: 'it is read, and released if it still stands',
  },
  'the buyer of an invoice': {
    fact: known('a customer of the broker’s in SkyBox'),
    copes: 'one for each marketplace: the one in `customers`, else the one with its name, else a new one',
  },
  'undoing an invoice': {
    fact: known('deleting its lines gives the tickets back; cancelling them in bulk cancels the tickets themselves'),
    copes: 'lines are deleted, and the invoice read again',
  },
  'too many calls': {
    fact: inferred('429', 'SkyBox declares no status for it'),
    copes: 'after a 429 it is asked again; any other status leaves it open, and it is looked up first',
  },
  'two confirmers': {
    fact: known('an external account may be set to confirm a marketplace’s orders'),
    copes: 'it is asked when either is connected, and you are told',
  },
  'the zone of its times': {
    fact: inferred('UTC, where a time names none', 'no zone is named in public'),
    copes: 'ours name UTC; of its own each is read by the zone that it names',
  },
  'a hold of somebody else that lapses': {
    fact: unknown('whether the feed of changes, or a webhook, tells of it'),
    copes: 'a group that was seen with a hold is read again when that has lapsed',
  },
  webhooks: {
    fact: {
      value:
        'late, repeated, out of order or missing; muted for up to a day where they are not answered within a second',
      grade: 'VENDOR',
      source: 'skybox.vividseats.com/api-docs/webhooks/',
    },
    copes: 'they are hints: answered at once, and then the change feed is read',
  },
  'what a webhook says, and where its signature stands': {
    fact: unknown('only that an HMAC is made with the secret'),
    copes:
      'it is known by `hint_key`, which it is registered with as a header, and by its signature where `webhook_signature_header` names one',
  },
};
