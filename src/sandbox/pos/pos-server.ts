// The house in which every simulated POS lives: a server over real HTTP with faults to order, that can go down and come
// back. Each POS brings its own wire. Kept: whatever is sent to it, it answers and goes on.
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Faults, type WireFault } from '../faults.ts';
import { answerFaultily, host, listen, readBody, type Said, say } from '../faulty-answer.ts';
import { Later } from '../later.ts';
import type { PosFault, PosRefusalCode, PosRequestKind } from './faults.ts';

/** A request as it came. `json`: undefined where the body is none. */
export type HeardRequest = {
  method: string;
  /** As it came, with its query. */
  url: string;
  /** Decoded, one for each part between slashes. Null: the address cannot be read. */
  segments: readonly string[] | null;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  json: unknown;
};

/** What the request asks for. `about`: the reference, the group or the cursor. */
export type UnderstoodRequest = { kind: PosRequestKind; about: string; act: () => Said };

export type PosWire = {
  /** What is asked, or what is said at once to somebody who asks nothing that there is. */
  understand: (heard: HeardRequest) => UnderstoodRequest | Said;
  /** How this POS says no. */
  refuse: (code: PosRefusalCode) => Said;
  /** How it says that there were too many calls. */
  tooManyCalls: Said;
  /** How it says that it does not know the caller. */
  lockedOut: Said;
  /** Said to somebody who sends more than anybody may. */
  tooLong: Said;
};

/** A request that was understood, with what went wrong with it. */
export type PosCall = { kind: PosRequestKind; about: string; fault: PosFault | null };

export type PosServerOptions = {
  /** 0: any free one. */
  port?: number;
  /** Repeats the faults that come by chance. */
  seed?: string | number;
  onCall?: (call: PosCall) => void;
  /** By which its answers are dated. */
  clock?: () => number;
};

export type PosServer = {
  url: string;
  faults: Faults<PosRequestKind, PosFault>;
  later: Later;
  /** Refuses connections, and cuts those that there are, until it comes back. */
  goDown: () => Promise<void>;
  comeBack: () => Promise<void>;
  /** Resolves when nothing slow or late is under way any more. */
  settled: () => Promise<void>;
  stop: () => Promise<void>;
};

export async function startPosServer(wire: PosWire, options: PosServerOptions = {}): Promise<PosServer> {
  const faults = new Faults<PosRequestKind, PosFault>(options.seed ?? 1);
  const later = new Later();
  const desk: Desk = { wire, faults, later, onCall: options.onCall ?? (() => {}) };
  const { clock = Date.now } = options;
  const server = createServer((request, response) => {
    response.setHeader('date', new Date(clock()).toUTCString());
    answer(desk, request, response).catch(() => response.destroy());
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  const port = await listen(server, options.port ?? 0);
  const goDown = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://${host}:${port}`,
    faults,
    later,
    goDown,
    comeBack: async () => {
      if (!server.listening) await listenAgain(server, port);
    },
    settled: () => later.settled(),
    stop: async () => {
      later.cancel();
      await goDown();
    },
  };
}

const mostTries = 50;
const triesEveryMs = 100;

/** The port may have been lent to somebody's connection meanwhile, which does not last for long. */
async function listenAgain(server: Server, port: number): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await listen(server, port);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tries === mostTries) throw error;
      await pause(triesEveryMs);
    }
  }
}

type Desk = Pick<PosServer, 'faults' | 'later'> & { wire: PosWire; onCall: (call: PosCall) => void };

async function answer(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await readBody(request);
  if (bytes === null) return say(response, desk.wire.tooLong);
  const understood = desk.wire.understand(hear(request, bytes));
  if ('status' in understood) return say(response, understood);
  const { kind, about, act } = understood;
  const fault = desk.faults.draw(kind);
  desk.onCall({ kind, about, fault });
  await answerFaultily(desk.later, fault && inTheWordsOf(desk.wire, fault), act, response);
}

function inTheWordsOf(wire: PosWire, fault: PosFault): WireFault {
  if (fault.kind === 'refuse') return { kind: 'answer', ...wire.refuse(fault.code) };
  if (fault.kind === 'too_many_calls') return { kind: 'answer', ...wire.tooManyCalls };
  return fault.kind === 'locked_out' ? { kind: 'answer', ...wire.lockedOut } : fault;
}

function hear({ method = '', url = '', headers }: IncomingMessage, bytes: Buffer): HeardRequest {
  const [path = '', query = ''] = url.split('?', 2);
  return {
    method,
    url,
    segments: segmentsOf(path),
    query: new URLSearchParams(query),
    headers,
    bytes,
    json: readJson(bytes),
  };
}

function segmentsOf(path: string): string[] | null {
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch {
    // Half a percent sign.
    return null;
  }
}

function readJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
