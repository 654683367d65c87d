// What is known when a call to a POS has ended, on real sockets: `not_sent` only when surely nothing reached the other
// side, `answered` only with a whole answer, and `unsure` for the rest. And what is written down of it: never a secret.
import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import type { WireAnswer, WireRequest } from '../../src/core/wire.ts';
import { type Outbound, openOutbound } from '../../src/http/outbound.ts';

const hold: WireRequest = {
  method: 'POST',
  path: '/holds',
  headers: { authorization: 'Bearer very-secret' },
  body: { remote_id: 'TG-1' },
};

let outbound: Outbound;
let servers: Server[] = [];
let sockets: Socket[] = [];

before(() => {
  outbound = openOutbound('allow');
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  servers = [];
  sockets = [];
});
after(() => outbound.close());

/** A server that hears the head and body of one request, and then does this. Returns its address. */
async function peer(behave: (socket: Socket, heard: string) => void): Promise<string> {
  const server = createServer((socket) => {
    sockets.push(socket);
    let heard = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard += chunk.toString();
      if (heard.endsWith('}') || /^GET [\s\S]*\r\n\r\n$/.test(heard)) behave(socket, heard);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const answerOf = (status: string, body: string | Buffer, length = Buffer.byteLength(body)): Buffer =>
  Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\nContent-Length: ${length}\r\n\r\n`), Buffer.from(body)]);

/** Sends to the address, for at most so long. */
async function send(address: string, request: WireRequest = hold, mostMs = 10_000): Promise<WireAnswer> {
  const answer = await outbound.sendTo(address)(request, AbortSignal.timeout(mostMs));
  assert.doesNotMatch(JSON.stringify(answer), /very-secret|authorization/i);
  assert.equal(answer.exchange.direction, 'out');
  assert.equal(answer.exchange.request.line, `${request.method} ${address.replace(/\/+$/, '')}${request.path}`);
  assert.deepEqual(answer.exchange.request.body, request.body);
  assert.ok((answer.exchange.tookMs ?? -1) >= 0);
  if (answer.kind === 'answered') {
    assert.deepEqual(answer.exchange.response, { status: answer.status, body: answer.body });
    assert.equal(answer.exchange.failure, undefined);
  } else {
    assert.equal(answer.exchange.response, undefined);
    assert.equal(answer.exchange.failure, answer.detail);
  }
  return answer;
}

async function answered(body: string | Buffer, status = '200 OK'): Promise<{ status: number; body: unknown }> {
  const answer = await send(await peer((socket) => socket.end(answerOf(status, body))));
  assert.equal(answer.kind, 'answered');
  return { status: answer.status, body: answer.body };
}

describe('a call that nobody took', () => {
  it('was not sent: the port is closed', async () => {
    const address = await peer(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const answer = await send(address);
    assert.deepEqual([answer.kind, 'detail' in answer && answer.detail], ['not_sent', 'ECONNREFUSED']);
  });
});

describe('a call that was sent', () => {
  it('carries what it was given, secrets too, to the address without its last slash', async () => {
    let heard = '';
    const address = await peer((socket, text) => {
      heard = text;
      socket.end(answerOf('201 Created', '{"hold_id":"H-1"}'));
    });
    const answer = await send(`${address}/`);
    assert.deepEqual([answer.kind, 'body' in answer && answer.body], ['answered', { hold_id: 'H-1' }]);
    assert.match(heard, /^POST \/holds HTTP\/1\.1\r\n/);
    assert.match(heard, /^authorization: Bearer very-secret\r$/im);
    assert.match(heard, /^content-type: application\/json\r$/im);
    assert.ok(heard.endsWith('\r\n\r\n{"remote_id":"TG-1"}'));
  });

  it('is unsure when the line is cut before the answer', async () => {
    for (const request of [hold, { method: 'GET', path: '/references/1', headers: {} } as const]) {
      let calls = 0;
      const address = await peer((socket) => {
        calls += 1;
        socket.destroy();
      });
      assert.equal((await send(address, request)).kind, 'unsure');
      assert.equal(calls, 1, 'and it is not sent again behind our back');
    }
  });

  it('is unsure when the line is reset, or closed politely without an answer', async () => {
    assert.equal((await send(await peer((socket) => socket.resetAndDestroy()))).kind, 'unsure');
    assert.equal((await send(await peer((socket) => socket.end()))).kind, 'unsure');
  });

  it('is unsure when the line is cut in the middle of the answer', async () => {
    const half = (socket: Socket): void => {
      socket.write(answerOf('201 Created', '{"hold_id":', 200), () => socket.destroy());
    };
    assert.equal((await send(await peer(half))).kind, 'unsure');
    const head = (socket: Socket): void => {
      socket.write('HTTP/1.1 201 Cre', () => socket.destroy());
    };
    assert.equal((await send(await peer(head))).kind, 'unsure');
  });

  it('is unsure when there is no answer in time, or only half of one', async () => {
    for (const behave of [() => {}, (socket: Socket) => void socket.write(answerOf('200 OK', '{', 2))]) {
      const answer = await send(await peer(behave), hold, 150);
      assert.deepEqual([answer.kind, 'detail' in answer && answer.detail], ['unsure', 'no answer in time']);
      assert.ok((answer.exchange.tookMs ?? 0) < 5_000);
    }
  });

  it('is unsure when what comes back is no HTTP', async () => {
    assert.equal((await send(await peer((socket) => socket.end('+OK hello\r\n')))).kind, 'unsure');
  });

  it('is unsure when the answer is too long, and the rest of it is not read', async () => {
    let sent = 0;
    const address = await peer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n');
      const more = (): void => {
        while (!socket.destroyed && socket.write(Buffer.alloc(64 * 1024, ' '))) sent += 64 * 1024;
      };
      socket.on('drain', more);
      more();
    });
    const answer = await send(address);
    assert.deepEqual([answer.kind, 'detail' in answer && answer.detail], ['unsure', 'the answer is too long']);
    assert.ok(sent < 100_000_000);
  });
});

describe('an answer', () => {
  it('is given as it came, whatever its status', async () => {
    assert.deepEqual(await answered('{"code":"not_available"}', '409 Conflict'), {
      status: 409,
      body: { code: 'not_available' },
    });
    const page = '<h1>Internal Server Error</h1>';
    assert.deepEqual(await answered(page, '500 Internal Server Error'), { status: 500, body: page });
    assert.deepEqual(await answered('', '302 Found\r\nLocation: /elsewhere'), { status: 302, body: '' });
  });

  it('is JSON behind a mark of its encoding, too', async () => {
    assert.deepEqual(await answered('\uFEFF{"hold_id":"H-1"}'), { status: 200, body: { hold_id: 'H-1' } });
  });

  it('is rid of what the database does not take', async () => {
    assert.deepEqual((await answered('{"id":"a\\u0000b","half":"\\ud83c"}')).body, { id: 'ab', half: '\ufffd' });
    assert.equal((await answered('a\0b')).body, 'ab');
    assert.equal((await answered(Buffer.from([0x61, 0xff]))).body, 'a\ufffd');
    assert.equal((await answered('{"a\\u0000b":1}')).body, '{"a\\u0000b":1}');
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    assert.equal((await answered(deep)).body, deep.slice(0, 4_096));
    const long = `${'x'.repeat(4_095)}🎟`;
    assert.equal((await answered(long)).body, `${'x'.repeat(4_095)}\ufffd`);
  });
});
