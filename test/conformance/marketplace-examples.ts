// A marketplace's examples: conversations as they go over the wire, kept beside its dialect as data. They are read here,
// judged for what they must show, and played against a hub.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Type, { type Static } from 'typebox';
import { Default, Errors } from 'typebox/value';
import type { Refusal } from '../../src/core/order.ts';
import type { AskingMarketplace, OrderIntegrationProfile } from '../../src/marketplaces/dialect.ts';
import { publishedWire } from '../../src/sandbox/order-integration/published-wire.ts';
import {
  type Answer,
  callerOf,
  connectBridge,
  makeConnection,
  makeListing,
  type TestConnection,
  type TestHub,
} from '../support/hub.ts';
import { differences } from './likeness.ts';

export type HubUnderTest = Pick<TestHub, 'url' | 'pool'>;

const Words = Type.Record(Type.String(), Type.Unknown());

const Exchange = Type.Object(
  {
    /** What happens before the call. */
    meanwhile: Type.Optional(
      Type.Union([Type.Literal('the hold outlives its time'), Type.Literal('the POS goes away')]),
    ),
    ask: Type.Object(
      {
        method: Type.String({ pattern: '^(GET|POST|PUT|DELETE)$' }),
        path: Type.String({ pattern: '^/' }),
        /** In place of the header that carries the key. */
        headers: Type.Optional(Type.Record(Type.String(), Type.String())),
        body: Type.Optional(Words),
      },
      { additionalProperties: false },
    ),
    /** `body` null: none is sent. */
    answer: Type.Object(
      { status: Type.Integer(), body: Type.Union([Words, Type.Null()]) },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);

const Example = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    settings: Words,
    shows: Type.Array(Type.String()),
    listing: Type.Object(
      {
        remote_id: Type.String(),
        /** Labels, or a number of general-admission places. */
        seats: Type.Union([Type.Array(Type.String()), Type.Integer()]),
        split: Type.String(),
      },
      { additionalProperties: false },
    ),
    exchanges: Type.Array(Exchange, { minItems: 1 }),
  },
  { additionalProperties: false },
);
export type Example = Static<typeof Example>;
type Exchange = Static<typeof Exchange>;

export function readExamples(slug: string): unknown {
  const file = new URL(`../../src/marketplaces/${slug}/examples.json`, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

/** Fails unless they are examples at all. */
export function asExamples(content: unknown): Example[] {
  const [fault] = Errors(Type.Array(Example), content);
  assert.equal(fault, undefined, `${fault?.instancePath} ${fault?.message}`);
  return content as Example[];
}

/** What a problem on the marketplace's wire says, in the contract's code. */
export type CodeIn = (body: unknown) => string | null;

const publishedCode: CodeIn = publishedWire('').codeIn;

/** How an exchange shows a capability, where it can show at all; or why none can, as yet. */
type Showing =
  | {
      seen: (example: Example, marketplace: AskingMarketplace, codeIn: CodeIn) => boolean;
      /** By what else it declares, this cannot show. */
      excusedBy?: (capabilities: AskingMarketplace['capabilities']) => boolean;
    }
  | { notYet: string };

type Said = { status: number; body: Record<string, unknown> };
const said = (example: Example, test: (answer: Said) => boolean): boolean =>
  example.exchanges.some(({ answer: { status, body } }) => test({ status, body: body ?? {} }));
const speaksItsOwn = ({ orderIntegrationWire }: AskingMarketplace['capabilities']): boolean =>
  orderIntegrationWire.value === 'own';
/** On the published contract a repeated call is answered as before; on a wire of its own it may be told of its used id. */
const sameAsk = (one: Exchange, other: Exchange, repeated: number): boolean =>
  JSON.stringify(one.ask) === JSON.stringify(other.ask) && one.answer.status < 300 && other.answer.status === repeated;

/** Every capability that the hub acts on shows on the wire; the rest is told to people. */
export const showings: Readonly<Record<keyof AskingMarketplace['capabilities'], Showing>> = {
  flow: {
    seen: (example) => said(example, ({ status, body }) => status === 201 && /"(confirmed|{text})"/.test(textOf(body))),
  },
  orderIntegrationWire: {
    seen: ({ exchanges }, { slug, capabilities }) => {
      const door = speaksItsOwn(capabilities) ? `/oi/${slug}/` : '/oi/v1/';
      return exchanges.some(({ ask, answer }) => answer.status === 201 && ask.path.startsWith(door));
    },
  },
  priceCeiling: {
    seen: (example, _marketplace, codeIn) => said(example, ({ body }) => codeIn(body) === 'price_too_low'),
    excusedBy: ({ priceCeiling }) => priceCeiling.value === false,
  },
  authentication: {
    seen: (example) => said(example, ({ status }) => status === 401) && said(example, ({ status }) => status < 300),
  },
  holdLifetimeMs: { seen: (example) => said(example, ({ body }) => /"{held_at \+ |duration":\d/i.test(textOf(body))) },
  holdsBind: {
    seen: (example, { capabilities }) => said(example, ({ body }) => body.binding === capabilities.holdsBind.value),
    excusedBy: speaksItsOwn,
  },
  costOfRemovingAHold: { notYet: 'it is between broker and marketplace; the hub sends and answers nothing by it' },
  answerBudgetMs: {
    seen: (example, _marketplace, codeIn) => said(example, ({ body }) => codeIn(body) === 'pos_unreachable'),
  },
  goneStatus: {
    seen: (example, { capabilities }, codeIn) =>
      said(example, ({ status, body }) => {
        const { value } = capabilities.goneStatus;
        return codeIn(body) === 'not_available' && (value === 'unknown' || status === value);
      }),
  },
  confirmDeadline: { notYet: 'an invoice confirms by itself; a marketplace that is confirmed to will show it' },
  whenTheDeadlinePasses: { notYet: 'an invoice confirms by itself; a marketplace that is confirmed to will show it' },
  repeatsRecognisedBy: {
    seen: ({ exchanges }, { capabilities }) => {
      const repeated = speaksItsOwn(capabilities) ? 409 : 200;
      return exchanges.some((one, at) => exchanges.slice(at + 1).some((later) => sameAsk(one, later, repeated)));
    },
  },
  seatsOfASale: { notYet: 'it is of sales that are told afterwards' },
  credentialsSentAs: { notYet: 'the hub calls no marketplace that asks before it sells' },
  callsAnsweredAt: { notYet: 'the hub calls no marketplace that asks before it sells' },
  openSalesListedBy: { notYet: 'it is of sales that are told afterwards' },
  credentialsRefusedBy: { notYet: 'the hub calls no marketplace that asks before it sells' },
  headlinerOfASale: { notYet: 'it is of sales that are told afterwards' },
  mostUnconfirmedPerHeadliner: { notYet: 'it is of sales that are told afterwards' },
  pollIntervalMs: { notYet: 'the hub does not poll a marketplace that asks before it sells' },
  rejectReasons: { notYet: 'the hub rejects nothing where it is asked before the sale' },
};

const textOf = (body: unknown): string => JSON.stringify(body);

/** What the examples owe: sentences, one for each capability that none of them shows, or that one only claims to. */
export function missingFrom(
  examples: readonly Example[],
  marketplace: AskingMarketplace,
  codeIn: CodeIn = publishedCode,
): string[] {
  const missing: string[] = [];
  for (const [capability, showing] of Object.entries(showings)) {
    const claiming = examples.filter(({ shows }) => shows.includes(capability));
    if ('notYet' in showing) {
      for (const { name } of claiming) missing.push(`"${name}" claims to show ${capability}, which does not show yet`);
      continue;
    }
    if (showing.excusedBy?.(marketplace.capabilities)) continue;
    if (claiming.length === 0) missing.push(`no example shows ${capability}`);
    for (const example of claiming) {
      if (!showing.seen(example, marketplace, codeIn)) missing.push(`"${example.name}" does not show ${capability}`);
    }
  }
  const unknown = new Set(examples.flatMap(({ shows }) => shows).filter((name) => !Object.hasOwn(showings, name)));
  return [...missing, ...[...unknown].map((name) => `${name} is no capability`)];
}

export function codesIn(examples: readonly Example[], codeIn: CodeIn = publishedCode): Set<string> {
  const bodies = examples.flatMap(({ exchanges }) => exchanges.map(({ answer }) => answer.body));
  return new Set(bodies.map(codeIn).filter((code) => code !== null));
}

export function profileFor(marketplace: AskingMarketplace, settings: object): OrderIntegrationProfile {
  return marketplace.orderIntegration.profile(Default(marketplace.settings, structuredClone(settings)));
}

/** The header that carries a key where the profile wants it. */
export function headerFor({ keyHeader }: Pick<OrderIntegrationProfile, 'keyHeader'>, key: string): object {
  const isAuthorization = keyHeader === null || keyHeader === 'authorization';
  return isAuthorization ? { authorization: `Bearer ${key}` } : { [keyHeader]: key };
}

/** Plays an example on a broker of its own. `statuses`: what refusals are answered with, where the example is bent. */
export async function play(
  hub: HubUnderTest,
  marketplace: AskingMarketplace,
  example: Example,
  statuses: Partial<Record<Refusal, number>> = {},
  codeIn: CodeIn = publishedCode,
): Promise<TestConnection> {
  const isBent = Object.keys(statuses).length > 0;
  const settings = isBent ? { ...example.settings, statuses } : example.settings;
  const profile = profileFor(marketplace, settings);
  const connection = await makeConnection(hub.pool, { marketplace: marketplace.slug, settings });
  const { remote_id: remoteId, seats, split } = example.listing;
  await makeListing(hub.pool, connection.accountId, { remoteId, seats, split });
  for (const [index, { meanwhile, ask, answer }] of example.exchanges.entries()) {
    if (meanwhile) await happenings[meanwhile](hub, connection);
    const told = await send(hub, ask, profile, connection.apiKey);
    const expected = bend(answer, statuses, codeIn);
    const place = `exchange ${index + 1}, ${ask.method} ${ask.path}`;
    assert.equal(told.status, expected.status, `${place}: ${JSON.stringify(told.body)}`);
    // Where nothing is sent, there is an empty text.
    assert.deepEqual(differences(expected.body ?? '', told.body), [], place);
  }
  return connection;
}

function send(hub: HubUnderTest, ask: Exchange['ask'], profile: OrderIntegrationProfile, key: string): Promise<Answer> {
  const headers = ask.headers ?? (headerFor(profile, '{key}') as Record<string, string>);
  const filled = Object.entries(headers).map(([name, value]) => [name, value.replace('{key}', key)]);
  return callerOf(hub.url)(ask.method, ask.path, ask.body, Object.fromEntries(filled));
}

/** The same answer where this refusal has another status. */
function bend(
  { status, body }: Exchange['answer'],
  statuses: Partial<Record<string, number>>,
  codeIn: CodeIn,
): Exchange['answer'] {
  const code = codeIn(body);
  const other = code === null ? undefined : statuses[code];
  if (other === undefined) return { status, body };
  return { status: other, body: body && 'status' in body ? { ...body, status: other } : body };
}

type Happening = (hub: HubUnderTest, connection: TestConnection) => Promise<void>;

const happenings: Readonly<Record<NonNullable<Exchange['meanwhile']>, Happening>> = {
  'the hold outlives its time': async ({ pool }, { accountId }) => {
    const outlive = `update orders set expires_at = now() - interval '1 second'
      where account_id = $1 and state = 'held'`;
    const { rowCount } = await pool.query(outlive, [accountId]);
    assert.equal(rowCount, 1, 'one hold stood');
  },
  'the POS goes away': async ({ pool }, { accountId }) => {
    await connectBridge(pool, accountId, `http://127.0.0.1:${await closedPort()}`);
    await pool.query("update listings set pos = 'bridge' where account_id = $1", [accountId]);
  },
};

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
