// The Order Integration calls: hold, look, release, invoice. Each becomes a command, waits for its reply within the
// connection's budget, and answers in the connection's own variant of the published contract.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Call, Reply } from '../core/command.ts';
import type { Exchange } from '../core/outcome.ts';
import { type Engine, LedgerUnavailable, orderIdOf } from '../engine/engine.ts';
import type { Caller } from './authentication.ts';
import { HoldParams, HoldRequest, holdBody, InvoiceRequest } from './hold-wire.ts';
import { documentationOf } from './order-integration-documentation.ts';
import { type ProblemBody, type ProblemCode, problemBody, problems, sendProblem } from './problems.ts';
import { renameToPublished, renameToTheirs } from './profile.ts';
import { withoutKeys, withoutKeysIn } from './secrets.ts';
import type { StrayExchanges } from './stray-exchanges.ts';

/** Kept back from the budget for the way through the network and our own queue. */
const timeToReplyMs = 250;

const statusOfReply = { created: 201, repeated: 200, accepted: 202, shown: 200 } as const;

type Answer = { status: number; body: object; problem: ProblemCode | null };

type Parts = { engine: Engine; strays: StrayExchanges; clock: () => number };

export function orderIntegrationRoutes(server: FastifyInstance, parts: Parts): void {
  const take = (request: FastifyRequest, reply: FastifyReply, call: Call): Promise<FastifyReply> =>
    answerCall({ ...parts, request, reply, call });

  server.post<{ Body: HoldRequest }>(
    '/oi/v1/holds',
    { schema: { body: HoldRequest, ...documentationOf.hold } },
    (request, reply) => {
      const { global_id, remote_id, quantity, unit_price } = request.body;
      return take(request, reply, {
        kind: 'hold',
        globalId: global_id,
        remoteId: remote_id,
        quantity,
        unitPrice: unit_price ?? null,
      });
    },
  );

  server.get<{ Params: HoldParams }>(
    '/oi/v1/holds/:global_id',
    { schema: { params: HoldParams, ...documentationOf.look } },
    (request, reply) => take(request, reply, { kind: 'look', globalId: request.params.global_id }),
  );

  server.delete<{ Params: HoldParams }>(
    '/oi/v1/holds/:global_id',
    { schema: { params: HoldParams, ...documentationOf.release } },
    (request, reply) => take(request, reply, { kind: 'release', globalId: request.params.global_id }),
  );

  server.post<{ Params: HoldParams; Body: InvoiceRequest }>(
    '/oi/v1/holds/:global_id/invoice',
    { schema: { params: HoldParams, body: InvoiceRequest, ...documentationOf.invoice } },
    (request, reply) => {
      const { order_id, total, buyer } = request.body;
      return take(request, reply, {
        kind: 'invoice',
        globalId: request.params.global_id,
        marketplaceOrderId: order_id,
        total: total ?? null,
        buyer: buyer ?? null,
      });
    },
  );
}

type Taken = Parts & { request: FastifyRequest; reply: FastifyReply; call: Call };

async function answerCall({ engine, strays, clock, request, reply, call }: Taken): Promise<FastifyReply> {
  const caller = request.caller as Caller;
  const { budget, answerBy } = budgetOf(caller, clock());
  const line = withoutKeys(`${request.method} ${request.url}`);
  const asked = request.body ? { line, body: withoutKeysIn(request.body) } : { line };
  const answers = new Map<Reply | null, Answer>();
  // One answer is built for a reply, so that the journal keeps exactly what is sent.
  const answerOf = (said: Reply): Answer => {
    const answer = answers.get(said) ?? buildAnswer(said, caller, request.id);
    answers.set(said, answer);
    return answer;
  };
  const exchange = (said: Reply | null): Exchange => {
    const base: Exchange = { direction: 'in', request: asked, requestId: request.id };
    if (said === null) return base;
    const { status, body } = answerOf(said);
    return { ...base, response: { status, body } };
  };
  const orderId = orderIdOf(caller.terms.connectionId, call.globalId);
  const command = { kind: 'call', orderId, terms: caller.terms, call, answerBy, waited: null, exchange } as const;
  const said = await withinBudget(engine.call(caller.accountId, command), budget);
  const answer = answerOf(said);
  // There is no order whose journal could keep this one.
  if (answer.problem === 'hold_unknown') await strays.keep(request, answer.body as ProblemBody);
  return send(reply, answer);
}

function budgetOf(caller: Caller, now: number): { budget: number; answerBy: number } {
  const budget = caller.profile.answerBudgetMs;
  return { budget, answerBy: now + budget - timeToReplyMs };
}

/** The caller is answered in time even when the database is not heard from. */
function withinBudget<Result>(work: Promise<Result>, budgetMs: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new LedgerUnavailable('no word from the database in time')), budgetMs - 50);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function buildAnswer(said: Reply, caller: Caller, requestId: string): Answer {
  if (said.said !== 'refused') {
    const body = renameToTheirs(holdBody(said.order), caller.profile);
    return { status: statusOfReply[said.said], body, problem: null };
  }
  const status = caller.profile.statuses[said.why] ?? problems[said.why].status;
  return { status, body: problemBody(said.why, requestId, { status }), problem: said.why };
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.problem !== null) return sendProblem(reply, answer.body as ProblemBody);
  return reply.code(answer.status).send(answer.body);
}

/** Brings a marketplace's own field names back to the published ones before the body is validated. */
export async function renameFields(request: FastifyRequest): Promise<void> {
  if (request.caller && request.body) request.body = renameToPublished(request.body, request.caller.profile);
}
