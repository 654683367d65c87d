// What holds for every answer, whatever was asked. These rules run last and judge all answers that the others were given.
import type { Conversation } from '../conversation.ts';
import { notProvoked, type Rule } from '../rule.ts';
import { faultInHold, faultInProblem, faultInTimes, isDocumented } from '../shapes.ts';
import type { Answer } from '../visit.ts';

const group = 'Every answer';

/** Judged one by one; null: nothing is wrong with it. */
type OneByOne = Pick<Rule, 'id' | 'title' | 'why' | 'clause'> & {
  of: (answer: Answer) => boolean;
  expected: string;
  fault: (answer: Answer, talk: Conversation) => string | null;
};

const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;
const isProblem = ({ status }: Answer): boolean => status >= 300;
const header = ({ exchange }: Answer, name: string): string | undefined => exchange.received?.headers[name];

const oneByOne: readonly OneByOne[] = [
  {
    id: 'request-id',
    title: 'Every answer carries X-Request-Id',
    why: 'Two companies that look for one call in two logs need one name for it.',
    clause: 'Every answer carries `X-Request-Id`',
    of: ({ status }) => status > 0,
    expected: 'a header X-Request-Id',
    fault: (answer) => (header(answer, 'x-request-id') ? null : 'none'),
  },
  {
    id: 'answers-json',
    title: 'Every success is a JSON object, and says so',
    why: 'Clients choose their decoder by the content type.',
    clause: 'JSON in and out',
    of: isSuccess,
    expected: 'content type application/json and a JSON object',
    fault: (answer) => {
      const type = header(answer, 'content-type') ?? 'no content type';
      if (!/^application\/json\s*(;|$)/i.test(type)) return type;
      return answer.body === null ? 'a body that is no JSON object' : null;
    },
  },
  {
    id: 'hold-shape',
    title: 'Every success is a whole hold: all members, each of its type',
    why: 'A member that is sometimes missing is a crash at the marketplace, on the day of an on-sale.',
    clause: 'Hold: global_id, remote_id, quantity, status, binding true, seats, held_at, expires_at, order_id, ...',
    of: (answer) => isSuccess(answer) && answer.body !== null,
    expected: 'all members of a hold',
    fault: ({ body }) => faultInHold(body ?? {}),
  },
  {
    id: 'times-utc',
    title: 'Every time is RFC 3339 in UTC',
    why: 'A local time is an hour wrong twice a year, and a hold that long is a sale lost or doubled.',
    clause: 'Times RFC 3339 UTC',
    of: isSuccess,
    expected: 'a time like 2026-11-22T20:14:03Z',
    fault: ({ body }) => faultInTimes(body ?? {}),
  },
  {
    id: 'problem-shape',
    title: 'Every refusal is a whole problem: application/problem+json with all members',
    why: 'The marketplace’s program reads `code`, its people read `detail`, and both quote `request_id`.',
    clause: 'application/problem+json (RFC 9457): type, title, status, detail, plus code and request_id',
    of: isProblem,
    expected: 'application/problem+json with type, title, status, detail, code and request_id',
    fault: (answer) => {
      const type = header(answer, 'content-type') ?? 'no content type';
      if (!/^application\/problem\+json\s*(;|$)/i.test(type)) return type;
      const fault = faultInProblem(answer.body ?? {});
      if (fault !== null) return fault;
      return answer.body?.status === answer.status ? null : `"status" ${answer.body?.status} in the body`;
    },
  },
  {
    id: 'problem-codes',
    title: 'Every code is a documented one and comes with its documented status',
    why: 'A marketplace acts on codes: sell, do not sell, ask again. One that it does not know stops a sale.',
    clause: 'the table of statuses and codes',
    of: ({ status }) => status >= 400,
    expected: 'a documented code with its status',
    fault: ({ status, body }, talk) => {
      const code = body?.code;
      // An automator may have troubles of its own, but only where they are its own.
      if (!isDocumented(code)) return status >= 500 ? null : `${status} with code ${JSON.stringify(code)}`;
      return talk.visit.wire.statusOf(code) === status ? null : `${code} with status ${status}`;
    },
  },
];

const unlessSeen: readonly (OneByOne & { unseen: string })[] = [
  {
    id: 'rate-limited',
    title: 'Who is told that it was too much is told when to come again',
    why: 'Without Retry-After every client comes back at once, and the burst never ends.',
    clause: '429 rate_limited: with `Retry-After`',
    of: ({ status }) => status === 429,
    expected: 'code rate_limited and a header Retry-After',
    fault: (answer) => (answer.body?.code === 'rate_limited' ? faultInRetryAfter(answer) : 'another code'),
    unseen: 'no call was answered with 429, not even in the burst',
  },
  {
    id: 'forbidden',
    title: 'A good key that is not for this call is told so',
    why: 'The marketplace knows that it must ask for other rights, not for another key.',
    clause: '403 forbidden: the key is good but not for this call',
    of: ({ status }) => status === 403,
    expected: 'code forbidden',
    fault: ({ body }) => (body?.code === 'forbidden' ? null : `code ${JSON.stringify(body?.code)}`),
    unseen: 'one key has one set of rights; no call was answered with 403',
  },
];

function faultInRetryAfter(answer: Answer): string | null {
  const value = header(answer, 'retry-after');
  if (value === undefined) return 'no Retry-After';
  return /^\d+$/.test(value) || !Number.isNaN(Date.parse(value)) ? null : `Retry-After "${value}"`;
}

function asRule({ of, expected, fault, unseen, ...rule }: OneByOne & { unseen?: string }): Rule {
  return {
    ...rule,
    group,
    runs: 'afterwards',
    async check(talk) {
      const answers = talk.visit.log.filter(of);
      if (answers.length === 0 && unseen !== undefined) return notProvoked(unseen);
      for (const answer of answers) {
        const found = fault(answer, talk);
        if (found !== null) talk.unmet(answer, expected, found);
      }
      return undefined;
    },
  };
}

const followed: readonly Rule[] = [
  {
    id: 'invoice-accepted',
    group,
    title: 'An invoice that is accepted with 202 ends as a sale',
    why: '202 says that the sale stands; the marketplace tells its buyer so.',
    clause: 'POS slow or down: 202 with status `invoicing` (the sale stands; Holdfast finishes it)',
    runs: 'afterwards',
    async check(talk) {
      const accepted = talk.visit.log.filter(({ status, exchange }) => status === 202 && exchange.ask === 'invoice');
      if (accepted.length === 0) return notProvoked('no invoice was answered with 202: that takes a slow POS');
      for (const { exchange } of accepted) await talk.comesTo(exchange, ['confirmed']);
      return undefined;
    },
  },
  {
    id: 'pos-unreachable',
    group,
    title: 'A hold that is refused because the POS is out of reach holds nothing, and says when to come again',
    why: 'The marketplace has told its buyer no: a hold that comes to stand later is stock locked for nobody.',
    clause: '503 pos_unreachable: no sale: whatever it did late is undone. With `Retry-After`',
    runs: 'afterwards',
    async check(talk) {
      const refused = talk.visit.log.filter(({ body }) => body?.code === 'pos_unreachable');
      if (refused.length === 0) return notProvoked('the POS was always within reach');
      for (const answer of refused) {
        const fault = faultInRetryAfter(answer);
        if (fault !== null) talk.unmet(answer, 'a header Retry-After', fault);
        const seen = await talk.look(answer.exchange);
        if (!seen.means.some((status) => ['held', 'invoicing', 'confirmed'].includes(status))) continue;
        await talk.release(answer.exchange);
        talk.unmet(seen, 'nothing to be held');
      }
      return undefined;
    },
  },
];

export const everyAnswer: readonly Rule[] = [...oneByOne.map(asRule), ...unlessSeen.map(asRule), ...followed];
