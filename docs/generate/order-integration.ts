// Writes the tables of docs/order-integration.md from the contract's own schemas and problems, into the places that the
// page keeps for them. Run by `npm run docs`; a test compares the page with what this would write.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TSchema } from 'typebox';
import { Hold, HoldRequest, InvoiceRequest } from '../../src/http/hold-wire.ts';
import { documentationOf } from '../../src/http/order-integration-documentation.ts';
import { type CallProblemCode, callProblems } from '../../src/http/problems.ts';
import { code, replaceBetween, table } from './markdown.ts';
import { type Entry, entriesOf, isRequired, limitsInWords } from './schema-words.ts';

export const orderIntegrationPage = fileURLToPath(new URL('../order-integration.md', import.meta.url));

/** What a caller does about each problem. Total by type: a problem without advice does not compile. */
const advice: Readonly<Record<CallProblemCode, { again: string; act: string }>> = {
  listing_unknown: { again: 'no', act: 'Take the listing down. Should it come back, hold under a new global id.' },
  hold_unknown: {
    again: 'for GET',
    act: 'After a lost hold: send the hold again, or release it so that it cannot arrive late. For an invoice: no hold, no sale.',
  },
  not_available: { again: 'no', act: 'Do not sell. Offer other tickets, under a new global id.' },
  global_id_reused: { again: 'no', act: 'A fault in how you make global ids. The first hold stands as it was.' },
  hold_released: { again: 'no', act: 'Do not sell. Hold again under a new global id.' },
  hold_expired: { again: 'no', act: 'Do not sell. Hold again under a new global id.' },
  already_invoiced: { again: 'no', act: 'It is a sale. A cancellation is for people to agree on.' },
  order_id_reused: {
    again: 'no',
    act: 'A fault in how you make order ids. Nothing was changed: invoice under the right one.',
  },
  split_not_allowed: { again: 'no', act: 'Ask for another quantity, under a new global id.' },
  price_too_low: { again: 'no', act: 'Read the price again. Only where a marketplace’s holds name a ceiling.' },
  pos_unreachable: { again: 'no', act: 'Do not sell. After `Retry-After` seconds hold again under a new global id.' },
  malformed: { again: 'once mended', act: 'Mend the fields that `errors` names. The global id is still unused.' },
  unauthenticated: {
    again: 'once mended',
    act: 'Look at the key and at its header. The broker can issue another key.',
  },
  forbidden: { again: 'once mended', act: 'The key is another marketplace’s, or this is not your address.' },
  not_found: { again: 'once mended', act: 'Look at the address.' },
  method_not_allowed: { again: 'once mended', act: 'Use a method that `Allow` names.' },
  too_large: { again: 'once mended', act: 'Send less; `buyer` is usually what is long.' },
  unsupported_media_type: { again: 'once mended', act: 'Send `Content-Type: application/json`.' },
  rate_limited: { again: 'yes', act: 'Wait `Retry-After` seconds, then send the same call again.' },
  internal: { again: 'after GET', act: 'Ask with GET. Where it shows nothing done, send the same call again.' },
  hub_unavailable: {
    again: 'after GET',
    act: 'Wait `Retry-After` seconds and ask with GET. Where it shows nothing done, send the same call again.',
  },
};

const callNames = ['hold', 'look', 'release', 'invoice'] as const;
type CallName = (typeof callNames)[number];

type Response = { description: string; content?: Record<string, { examples?: object }> };

function responsesOf(call: CallName): [string, Response][] {
  return Object.entries(documentationOf[call].response) as [string, Response][];
}

export function renderOrderIntegration(page: string): string {
  const parts: Record<string, string> = {
    'hold request': fieldsTable(HoldRequest),
    'invoice request': fieldsTable(InvoiceRequest),
    hold: membersTable(Hold),
    successes: successesTable(),
    problems: problemsTable(),
  };
  return Object.entries(parts).reduce((text, [name, part]) => replaceBetween(text, name, part), page);
}

function fieldsTable(schema: TSchema): string {
  return table(
    ['field', 'needed', 'may be', 'what it is'],
    entriesOf(schema).map(([name, entry]) => [
      code(name),
      isRequired(schema, name) ? 'yes' : '',
      isMoney(entry) ? 'money' : limitsOfField(entry),
      entry.description ?? '',
    ]),
  );
}

/** That an id holds no control characters is said once, in words. */
function limitsOfField({ pattern: _pattern, ...entry }: Entry): string {
  return limitsInWords(entry);
}

function isMoney({ properties }: Entry): boolean {
  return properties !== undefined && 'amount' in properties && 'currency' in properties;
}

function membersTable(schema: TSchema): string {
  return table(
    ['member', 'null?', 'what it says'],
    entriesOf(schema).map(([name, entry]) => {
      const described = entry.description ?? entry.anyOf?.find(({ description }) => description)?.description ?? '';
      const words = entry.enum ? `One of ${entry.enum.map((word) => code(String(word))).join(', ')}. ` : '';
      const mayBeNull = entry.anyOf?.some(({ type }) => type === 'null') ?? false;
      return [code(name), mayBeNull ? 'it may be' : '', words + described];
    }),
  );
}

function successesTable(): string {
  const rows = callNames.flatMap((call) =>
    responsesOf(call).flatMap(([status, { description }]) =>
      status.startsWith('2') ? [[call, status, description]] : [],
    ),
  );
  return table(['call', 'status', 'meaning'], rows);
}

function problemsTable(): string {
  return table(
    ['status', '`code`', 'answers', 'meaning', 'same call again?', 'what you do'],
    Object.entries(callProblems)
      .toSorted(([, one], [, other]) => one.status - other.status)
      .map(([name, { status, meaning }]) => {
        const { again, act } = advice[name as CallProblemCode];
        return [String(status), code(name), callsAnswering(name), meaning, again, act];
      }),
  );
}

function callsAnswering(problem: string): string {
  const calls = callNames.filter((call) =>
    responsesOf(call).some(([, { content = {} }]) => problem in (content['application/problem+json']?.examples ?? {})),
  );
  return calls.length === callNames.length ? 'any' : calls.join(', ');
}

if (import.meta.main) {
  writeFileSync(orderIntegrationPage, renderOrderIntegration(readFileSync(orderIntegrationPage, 'utf8')));
}
