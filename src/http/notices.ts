// The door for notices of sales. A notice is authenticated, read, stored with its order and only then answered, as its
// sender expects; whatever is to be done about it is done afterwards. What cannot be read is kept as it came.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Instant } from '../core/order.ts';
import type { Exchange } from '../core/outcome.ts';
import type { Engine } from '../engine/engine.ts';
import type { NoticeDoor, NoticeDoors } from '../engine/notice-doors.ts';
import type { Notice, NoticeAnswer, NoticeRead } from '../marketplaces/instant-notification.ts';
import type { Authentication } from './authentication.ts';
import { Doorkeeper } from './doorkeeper.ts';
import { jsonIn } from './json-body.ts';
import type { NoticeWatch } from './notice-watch.ts';
import { documentationOf } from './notices-documentation.ts';
import { problemBody, RequestProblem, sendProblem } from './problems.ts';
import { storableText, withoutKeys } from './secrets.ts';
import type { StrayExchanges } from './stray-exchanges.ts';

/** Far more than any marketplace sends; some send an order's whole record, or many orders at once. */
const longestNoticeBytes = 1024 * 1024;
const address = '/ion/v1/:connection_id/notifications';
const longestTextKept = 64 * 1024;

type Parts = {
  engine: Engine;
  authentication: Authentication;
  doors: Pick<NoticeDoors, 'doorOf'>;
  strays: StrayExchanges;
  noticeWatch: NoticeWatch;
  clock: () => Instant;
};
type Params = { connection_id: string };

/** Whose door it is, and whether the sender has shown its key; a signature can be judged only when the body is there. */
export type NoticeSender = { door: NoticeDoor; isKeyed: boolean };

export async function noticeRoutes(server: FastifyInstance, parts: Parts): Promise<void> {
  const { engine, strays, noticeWatch } = parts;
  const doorkeeper = new Doorkeeper(parts.clock);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: longestNoticeBytes },
    async (_request: FastifyRequest, bytes: Buffer) => bytes,
  );
  server.addHook('onRequest', async (request) => {
    request.sender = await senderOf(parts, doorkeeper, request);
  });
  server.get(address, { schema: documentationOf.challenge as object }, async (request, reply) => {
    const { door, isKeyed } = request.sender as NoticeSender;
    const answer = isKeyed ? door.answerChallenge(request.query as Record<string, unknown>) : null;
    if (answer === null) throw new RequestProblem('not_found');
    return reply.code(answer.status).type(answer.type).send(answer.text);
  });
  server.post<{ Body: Buffer | undefined }>(address, { schema: documentationOf.notice }, async (request, reply) => {
    const { door, isKeyed } = request.sender as NoticeSender;
    const notice = noticeOf(request);
    if (!door.isAuthentic(notice, isKeyed)) throw new RequestProblem('unauthenticated');
    const said = readNotice(door, notice);
    if (said.kind === 'malformed') return refuse(parts, door, request, reply, said.why, notice.text);
    await noticeWatch.noteRead(door.terms.connectionId);
    const exchange = exchangeOf(request, notice.text, said.answer);
    if (said.sightings.length === 0) await strays.keepExchange(door, exchange);
    else await engine.see(door.accountId, door.terms, said.sightings, exchange);
    return reply.code(said.answer.status).type(said.answer.type).send(said.answer.text);
  });
}

/** Fails closed: without a key only a marketplace that signs its notices is listened to, and then its signature decides. */
async function senderOf(
  { authentication, doors }: Parts,
  doorkeeper: Doorkeeper,
  request: FastifyRequest,
): Promise<NoticeSender> {
  const { connection_id } = request.params as Params;
  const keyed = await authentication.connectionOf(request, request.query as Record<string, unknown>);
  if (keyed !== null && keyed !== connection_id) throw new RequestProblem('forbidden');
  const find = (id: string): Promise<NoticeDoor | null> => doors.doorOf(id);
  const door = await (keyed === null ? doorkeeper.open(connection_id, request.ip, find) : find(connection_id));
  if (keyed === null && !door?.signatureIsEnough) throw new RequestProblem('unauthenticated');
  if (door === null) throw new RequestProblem('forbidden');
  return { door, isKeyed: keyed !== null };
}

function noticeOf(request: FastifyRequest<{ Body: Buffer | undefined }>): Notice {
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  const bytes = request.body ?? Buffer.alloc(0);
  return { headers: Object.fromEntries(headers), text: storableText(bytes) };
}

/** Never throws: a notice that trips its reader up is one that cannot be read. */
function readNotice(door: NoticeDoor, notice: Notice): NoticeRead {
  try {
    return door.read(notice);
  } catch {
    return { kind: 'malformed', why: 'The notice cannot be read.' };
  }
}

/** Its sender has shown that it is the marketplace, so a person hears of it. */
async function refuse(
  { strays, noticeWatch }: Parts,
  door: NoticeDoor,
  request: FastifyRequest,
  reply: FastifyReply,
  why: string,
  text: string,
): Promise<FastifyReply> {
  const problem = problemBody('malformed', request.id, { detail: why });
  const answer = { status: problem.status, type: 'application/problem+json', text: JSON.stringify(problem) };
  await strays.keepExchange(door, exchangeOf(request, text, answer));
  await noticeWatch.noteUnreadable(door, why);
  return sendProblem(reply, problem);
}

function exchangeOf(request: FastifyRequest, text: string, answer: NoticeAnswer): Exchange {
  return {
    direction: 'in',
    requestId: request.id,
    request: { line: withoutKeys(`${request.method} ${request.url}`), body: recorded(text) },
    response: { status: answer.status, body: recorded(answer.text) },
  };
}

/** JSON as JSON, and everything else, or what the database could not keep, as it came; with none of our keys in it. */
function recorded(text: string): unknown {
  const clean = withoutKeys(text);
  if (clean.length > longestTextKept) return `${clean.slice(0, longestTextKept).toWellFormed()}…`;
  const body = jsonIn(clean);
  return body === undefined ? clean : body.json;
}
