// One Order Integration call, however it was worded: it becomes a command, waits for its reply within the connection's
// budget, and is written down exactly as it is answered.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Call, Reply } from '../core/command.ts';
import type { Exchange } from '../core/outcome.ts';
import { type Engine, LedgerUnavailable, orderIdOf } from '../engine/engine.ts';
import type { Caller } from './authentication.ts';
import { type ProblemBody, type ProblemForm, sendProblem } from './problems.ts';
import { withoutKeys, withoutKeysIn } from './secrets.ts';
import type { StrayExchanges } from './stray-exchanges.ts';

/** Kept back from the budget for the way through the network and our own queue. */
const timeToReplyMs = 250;

export type Answer =
  | { kind: 'answer'; status: number; body: object | null }
  /** `form`: how the marketplace has its problems, where it has a form of its own. */
  | { kind: 'problem'; problem: ProblemBody; form: ProblemForm | null };

export type CallParts = { engine: Engine; strays: StrayExchanges; clock: () => number };

type Taken = { request: FastifyRequest; reply: FastifyReply; call: Call; say: (said: Reply) => Answer };

export async function takeCall(parts: CallParts, { request, reply, call, say }: Taken): Promise<FastifyReply> {
  const caller = request.caller as Caller;
  const answerBy = parts.clock() + caller.profile.answerBudgetMs - timeToReplyMs;
  const line = withoutKeys(`${request.method} ${request.url}`);
  const asked = request.body ? { line, body: withoutKeysIn(request.body) } : { line };
  const answers = new Map<Reply, Answer>();
  // One answer is built for a reply, so that the journal keeps exactly what is sent.
  const answerOf = (said: Reply): Answer => {
    const answer = answers.get(said) ?? say(said);
    answers.set(said, answer);
    return answer;
  };
  const exchange = (said: Reply | null): Exchange => {
    const base: Exchange = { direction: 'in', request: asked, requestId: request.id };
    return said === null ? base : { ...base, response: recordOf(answerOf(said)) };
  };
  const orderId = orderIdOf(caller.terms.connectionId, call.globalId);
  const command = { kind: 'call', orderId, terms: caller.terms, call, answerBy, waited: null, exchange } as const;
  const answer = answerOf(await withinBudget(caller, parts.engine.call(caller.accountId, command)));
  if (call.kind === 'invoice' && isOfNobody(answer)) await parts.strays.tellOfUnknown(request, call);
  if (call.kind === 'hold') request.holdAnswer = answer.kind === 'answer' ? 'yes' : 'no';
  return deliver(parts, request, reply, answer);
}

export async function deliver(
  { strays }: Pick<CallParts, 'strays'>,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
): Promise<FastifyReply> {
  if (isOfNobody(answer)) await strays.keep(request, recordOf(answer));
  return send(reply, answer);
}

/** Whether there is no order whose journal could keep this one. */
function isOfNobody(answer: Answer): boolean {
  return answer.kind === 'problem' && answer.problem.code === 'hold_unknown';
}

function recordOf(answer: Answer): { status: number; body?: object } {
  if (answer.kind === 'problem') {
    const { problem, form } = answer;
    return { status: problem.status, body: form ? form(problem) : problem };
  }
  const { status, body } = answer;
  return body === null ? { status } : { status, body };
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.kind === 'problem') return sendProblem(reply, answer.problem, answer.form);
  return answer.body === null ? reply.code(answer.status).send() : reply.code(answer.status).send(answer.body);
}

/** The caller is answered in time even when the database is not heard from. */
export function withinBudget<Result>({ profile }: Caller, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new LedgerUnavailable('no word from the database in time'));
    const timer = setTimeout(giveUp, profile.answerBudgetMs - 50);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
