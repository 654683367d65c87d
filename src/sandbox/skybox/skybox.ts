// The sandbox SkyBox: a server over real HTTP that speaks SkyBox's wire, with its unknowns as switches.
import { randomInt, randomUUID } from 'node:crypto';
import { Later } from '../later.ts';
import { latestEffectMs, type PosSandbox, type PosSandboxOptions, type RunningPos } from '../pos/pos-sandbox.ts';
import { startPosServer } from '../pos/pos-server.ts';
import { cautiousSwitches } from '../pos/switches.ts';
import { SkyBoxBook } from './book.ts';
import { Webhooks } from './webhooks.ts';
import { type SkyBoxTokens, skyboxWire } from './wire.ts';

export type SandboxSkyBox = RunningPos & {
  tokens: SkyBoxTokens;
  /** Its shelf, holds and invoices: what the broker does there, and what a test looks up. */
  skybox: SkyBoxBook;
  webhooks: Webhooks;
  /** Its external accounts from now on. */
  confirmsElsewhere: (accounts: readonly object[]) => void;
};

/** Far above the ids of listings that are given to it. */
const firstId = 10 ** 10;

export async function startSkyBox(options: PosSandboxOptions = {}): Promise<SandboxSkyBox> {
  const tokens = {
    application_token: `application-${randomUUID()}`,
    api_token: `api-token-${randomUUID()}`,
    account_id: randomInt(1, 1_000_000),
  };
  const { clock = Date.now, switches = cautiousSwitches } = options;
  const later = new Later();
  const webhooks = new Webhooks(clock, later);
  const onChange = (groupId: number): void => webhooks.tell('INVENTORY', groupId);
  const book = new SkyBoxBook({ clock, switches, firstId, onChange });
  let accounts: readonly object[] = [];
  const wire = skyboxWire({ book, tokens, webhooks, accounts: () => accounts });
  const { later: _later, ...server } = await startPosServer(wire, options);
  return {
    ...server,
    tokens,
    skybox: book,
    webhooks,
    settled: async () => {
      await server.settled();
      await webhooks.settled();
    },
    stop: async () => {
      later.cancel();
      await server.stop();
    },
    settings: settingsFor(server.url, tokens),
    addListing: (listing) => void book.shelf.add(listing),
    goElsewhere: (remoteId, seats) => {
      const group = book.shelf.byExchangeId(Number(remoteId));
      if (group) book.takeElsewhere(group, seats.map(Number), 'sold');
    },
    book: () => book.lines(),
    confirmsElsewhere: (now) => {
      accounts = now;
    },
  };
}

/** No limit worth speaking of: how many calls it takes is not public, and a test is not to wait. */
function settingsFor(url: string, tokens: SkyBoxTokens): object {
  return { url, ...tokens, late_effect_ms: latestEffectMs, calls_per_second: 10_000 };
}

export const skyboxSandbox: PosSandbox = {
  slug: 'skybox',
  switches: [
    'partialHold',
    'invoicing',
    'bodyOfABadRequest',
    'repeatedReference',
    'releaseOfAGoneHold',
    'splits',
    'tooManyCalls',
    'holdByAFormerId',
  ],
  start: startSkyBox,
  settingsFor: (url) =>
    settingsFor(url, {
      application_token: 'an-application-token-that-must-not-be-told',
      api_token: 'an-api-token-that-must-not-be-told',
      account_id: 7_001,
    }),
  hint: () => ({
    hint: { headers: { authorization: 'Bearer a-key-for-hints-only' }, text: '{"topic":"INVENTORY"}' },
    settings: { ...skyboxSandbox.settingsFor('http://127.0.0.1:1'), hint_key: 'a-key-for-hints-only' },
  }),
  saysNoBy: [400],
  neverActsOn: [401, 429],
  saysNothing: (status, body) => status === 200 && Array.isArray(body) && body.length === 0,
};
