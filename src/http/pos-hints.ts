// The door for webhooks of POS systems. A hint is authenticated, stored and answered within a second; what it names is
// read again afterwards. Fails closed: a POS that nobody connected, and one that sends no hints, are strangers alike.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Instant } from '../core/order.ts';
import type { HintDoor, PosDirectory } from '../engine/pos-directory.ts';
import type { StockFollower } from '../engine/stock-follower.ts';
import type { PosHint, PosHintRead } from '../pos/stock.ts';
import { Doorkeeper } from './doorkeeper.ts';
import { problemResponses } from './order-integration-documentation.ts';
import { problemBody, RequestProblem, sendProblem } from './problems.ts';
import { storableText } from './secrets.ts';

const longestHintBytes = 256 * 1024;
/** More than any hint names; more are read as news of everything. */
const mostNamed = 1_000;
const longestRemoteId = 128;
const address = '/pos/v1/:pos_id/notifications';

export type PosHintParts = {
  posDirectory: Pick<PosDirectory, 'hintDoor' | 'standing' | 'paceOf' | 'opened'>;
  follower: Pick<StockFollower, 'hint'>;
  clock: () => Instant;
};
type Params = { pos_id: string };

export async function posHintRoutes(
  server: FastifyInstance,
  { posDirectory, follower, clock }: PosHintParts,
): Promise<void> {
  const doorkeeper = new Doorkeeper(clock);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: longestHintBytes },
    async (_request: FastifyRequest, bytes: Buffer) => bytes,
  );
  server.post<{ Body: Buffer | undefined }>(address, { schema: documentation }, async (request, reply) => {
    const find = (id: string): Promise<HintDoor | null> => posDirectory.hintDoor(id);
    const door = await doorkeeper.open((request.params as Params).pos_id, request.ip, find);
    const said: PosHintRead = door === null ? { kind: 'forged' } : read(door.read, hintOf(request));
    if (door === null || said.kind === 'forged') throw new RequestProblem('unauthenticated');
    if (said.kind === 'malformed') {
      return sendProblem(reply, problemBody('malformed', request.id, { detail: said.why }));
    }
    await follower.hint(door, namedIn(said.remoteIds));
    return reply.code(said.answer.status).type(said.answer.type).send(said.answer.text);
  });
}

/** Names that no listing can have say only that something has changed. */
function namedIn(remoteIds: readonly string[] | 'unknown'): readonly string[] | 'unknown' {
  if (remoteIds === 'unknown' || remoteIds.length > mostNamed) return 'unknown';
  const isName = (id: string): boolean => id !== '' && [...id].length <= longestRemoteId && !id.includes('\0');
  return remoteIds.every(isName) ? remoteIds : 'unknown';
}

/** Never throws: a hint that trips its reader up is one that cannot be read. */
function read(reader: (hint: PosHint) => PosHintRead, hint: PosHint): PosHintRead {
  try {
    return reader(hint);
  } catch {
    return { kind: 'malformed', why: 'The hint cannot be read.' };
  }
}

function hintOf(request: FastifyRequest<{ Body: Buffer | undefined }>): PosHint {
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  return { headers: Object.fromEntries(headers), text: storableText(request.body ?? Buffer.alloc(0)) };
}

const documentation = {
  tags: ['POS'],
  operationId: 'hintAtStock',
  summary: 'Say that something has changed in the POS',
  description:
    'Takes a webhook in the POS’s own wire, by its own proof. It is stored before it is answered; what it names is read again at the POS afterwards, so that a hint is never more than a reason to look, and may come late, twice, in any order or not at all. The REST bridge sends `{ "remote_ids": ["..."] }`, or `{}` where it cannot say what, with `Authorization: Bearer` and the `hint_key` of its settings.',
  security: [{ bearer: [] }],
  params: Type.Object({
    pos_id: Type.String({
      description: 'The POS, as `holdfast pos connect` printed it.',
      maxLength: 64,
      examples: ['5f0c77de-8a01-4c44-9b1e-2f6f3f0a77b1'],
    }),
  }),
  response: {
    202: {
      description: 'Stored. What the answer holds, and its status where it is another 2xx, is what that POS expects.',
      content: { 'application/json': { schema: Type.Unknown(), examples: { stored: { value: {} } } } },
    },
    ...problemResponses(['malformed', 'unauthenticated', 'too_large', 'rate_limited', 'internal', 'hub_unavailable']),
  },
};
