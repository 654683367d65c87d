// SkyBox, the POS of Vivid Seats: what is known of it, and how well. Its API is described field by field in public, and what it
// does at the edges hardly at all: there the adapter looks again instead of believing.
import type { Fact } from '../../core/evidence.ts';
import type { NetworkPos, RemotePos } from '../pos.ts';
import { confirmsFor } from './confirmers.ts';
import { skyboxEdges } from './edges.ts';
import { type Endpoint, endpoints } from './endpoints.ts';
import { find } from './find.ts';
import { readSkyBoxHint } from './hint.ts';
import { hold } from './hold.ts';
import { invoice } from './invoice.ts';
import { release } from './release.ts';
import { SkyBoxSettings, settled } from './settings.ts';
import { skyboxStock } from './stock.ts';
import { type Asking, Talk } from './talk.ts';
import { voidSale } from './void.ts';

const client = 'github.com/Evizent/skybox_openapi_client (generated from SkyBox’s OpenAPI file)';
const thirdParty = <Value>(value: Value): Fact<Value> => ({ value, grade: 'THIRD_PARTY', source: client });

/** Of each endpoint by itself. */
const rateBudget: NetworkPos['capabilities']['rateBudget'] = {
  value: 'unknown',
  grade: 'UNKNOWN',
  source: 'there is a limit for each endpoint, in a table that is not public',
  setting: { name: 'calls_per_second', assumed: '1' },
};

export const skybox: NetworkPos = {
  kind: 'network',
  slug: 'skybox',
  name: 'SkyBox',
  capabilities: {
    repeatsAreSafe: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: 'externalRef is a plain field; whether it must be unique is not public',
      setting: { name: 'external_ref_is_unique', assumed: 'false' },
    },
    lateEffectMs: {
      value: 30_000,
      grade: 'INFERRED',
      source: 'nothing is public of calls that were cut; half a minute outlives most of them',
      setting: { name: 'late_effect_ms', assumed: '30000' },
    },
    findsByReference: thirdParty(true),
    choosesSeats: thirdParty(true),
    holdsExpire: thirdParty('at_the_time_we_name'),
    changeFeed: thirdParty('delta'),
    pollEveryMs: {
      value: 60_000,
      grade: 'INFERRED',
      source: 'webhooks may be missed or muted for up to a day, so a poll cleans up after them',
      setting: { name: 'poll_every_ms', assumed: '60000' },
    },
    rateBudget,
  },
  endpointBudgets: Object.fromEntries(endpoints.map((endpoint) => [endpoint, rateBudget])),
  holdBudget: 'POST /holds' satisfies Endpoint,
  edges: skyboxEdges,
  settings: SkyBoxSettings,
  address: (settings) => settled(settings).url,
  open: (settings, send, clock) => openSkyBox({ settings: settled(settings), send, clock }),
  readHint: (hint, settings) => readSkyBoxHint(hint, settled(settings)),
};

function openSkyBox(parts: Omit<Asking, 'signal'>): RemotePos {
  const begin = (signal: AbortSignal): Talk => new Talk({ ...parts, signal });
  return {
    hold: (request, signal) => hold(begin(signal), request),
    release: (request, signal) => release(begin(signal), request),
    invoice: (request, signal) => invoice(begin(signal), request),
    void: (request, signal) => voidSale(begin(signal), request),
    find: (tickets, signal) => find(begin(signal), tickets),
    confirmsFor: (signal) => confirmsFor(begin(signal)),
    ...(parts.settings.follow_stock ? { stock: skyboxStock(begin) } : {}),
  };
}
