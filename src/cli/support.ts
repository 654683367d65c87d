import type { Instant } from '../core/order.ts';
import { closeSupportCase, type ListedCase, listSupportCases, readSupportCase } from '../db/support-cases.ts';
import { type Command, Failed, onlyArgument, required, WrongUsage } from './command.ts';
import { uuid, withDatabase } from './database.ts';

const mostShown = 200;
const longestAnswer = 4_000;

export const supportList: Command = {
  summary: 'lists what brokers ask the operator to look at',
  usage: '[--all]',
  help: `
Lists the cases that wait, of all accounts, the oldest first; with --all also
those that were closed.

  holdfast support list`,
  options: { all: { type: 'boolean' } },
  async run(invocation) {
    const cases = await withDatabase(invocation, (pool) =>
      listSupportCases(pool, invocation.values.all === true, mostShown),
    );
    const text = cases.length === 0 ? 'No case waits.' : cases.map(lineOf).join('\n');
    return { document: { cases: cases.map(documentOf) }, text };
  },
};

export const supportShow: Command = {
  summary: 'shows one case, with its evidence',
  usage: 'CASE_ID',
  help: `
Shows what was asked, and all that was on record about the order at that moment.
With --json the whole conversation stands in it, word for word.

  holdfast support show 5e0f9f0a-7c55-4d0b-8a52-0a4f7d1b6c11 --json`,
  options: {},
  async run(invocation) {
    const caseId = caseIdIn(onlyArgument(invocation, 'CASE_ID'));
    const found = await withDatabase(invocation, (pool) => readSupportCase(pool, caseId));
    if (found === null) throw new Failed(`There is no case ${caseId}. "holdfast support list" shows them.`);
    const { story } = found.evidence as { story: { at: string; sentence: string }[] };
    const text = [lineOf(found), '', ...story.map(({ at, sentence }) => `${at}  ${sentence}`)].join('\n');
    return { document: { ...documentOf(found), evidence: found.evidence }, text };
  },
};

export const supportClose: Command = {
  summary: 'closes a case with an answer',
  usage: '--answer TEXT CASE_ID',
  help: `
Closes a case. The answer is kept with it.

  holdfast support close \\
    --answer "They had our answer at 20:14:03; see the journal." \\
    5e0f9f0a-7c55-4d0b-8a52-0a4f7d1b6c11`,
  options: { answer: { type: 'string' } },
  async run(invocation) {
    const caseId = caseIdIn(onlyArgument(invocation, 'CASE_ID'));
    const answer = required(invocation, 'answer');
    if (answer.length > longestAnswer) throw new WrongUsage(`--answer has more than ${longestAnswer} characters`);
    const isClosed = await withDatabase(invocation, (pool) =>
      closeSupportCase(pool, caseId, { answer, at: Date.now() }),
    );
    if (!isClosed) throw new Failed(`There is no case ${caseId} that waits. "holdfast support list" shows them.`);
    return { document: { case_id: caseId, closed: true }, text: 'The case is closed.' };
  },
};

function caseIdIn(text: string): string {
  const caseId = text.toLowerCase();
  if (!uuid.test(caseId)) throw new WrongUsage(`"${text}" is no case id`);
  return caseId;
}

function lineOf({ caseId, accountName, askedAt, askedBy, question, orderId, answer }: ListedCase): string {
  const end = answer === null ? '' : `\n  answered: ${answer}`;
  return `${timeOf(askedAt)}  ${caseId}  ${accountName}, ${askedBy}, about order ${orderId}\n  ${question}${end}`;
}

function documentOf(found: ListedCase): Record<string, unknown> {
  return {
    case_id: found.caseId,
    account_id: found.accountId,
    account: found.accountName,
    order_id: found.orderId,
    question: found.question,
    asked_at: timeOf(found.askedAt),
    asked_by: found.askedBy,
    answer: found.answer,
    closed_at: found.closedAt === null ? null : timeOf(found.closedAt),
  };
}

function timeOf(instant: Instant): string {
  return new Date(instant).toISOString();
}
