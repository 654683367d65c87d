// Requests that are broken as HTTP, and so never reach a handler: they too get a problem.
// Kept: nobody is told that nothing was done while a call that came by the same socket is being worked on.
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problemBody, sendProblem } from './problems.ts';

export class BrokenHttp {
  readonly #atWork = new WeakMap<Socket, Set<FastifyRequest>>();

  /** Takes note of the calls that were read whole and are not answered yet. */
  watch(server: FastifyInstance): void {
    server.addHook('preHandler', async (request) => {
      const { socket } = request.raw;
      const calls = this.#atWork.get(socket) ?? new Set();
      this.#atWork.set(socket, calls.add(request));
    });
    server.addHook('onResponse', async (request) => {
      this.#atWork.get(request.raw.socket)?.delete(request);
    });
    // An expectation that nobody knows may be ignored; the default is an answer without a body.
    server.server.on('checkExpectation', (request, response) => server.server.emit('request', request, response));
  }

  /** Bytes that are no HTTP. */
  readonly refuseBytes = (_error: Error, socket: Socket): void => {
    const isOwedAnAnswer = (this.#atWork.get(socket)?.size ?? 0) > 0;
    if (!socket.writable || isOwedAnAnswer) {
      socket.destroy();
      return;
    }
    const detail = 'This is not a well-formed HTTP request.';
    const problem = problemBody('malformed', randomUUID(), { detail });
    const body = JSON.stringify(problem);
    const head = [
      'HTTP/1.1 400 Bad Request',
      'Content-Type: application/problem+json',
      `X-Request-Id: ${problem.request_id}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  };

  /** An address that the router cannot read. */
  readonly refuseAddress = (error: Error & { code: string }, request: FastifyRequest, reply: FastifyReply): void => {
    const detail =
      error.code === 'FST_ERR_BAD_URL'
        ? 'The address is not properly percent-encoded.'
        : 'An id in the address is too long.';
    reply.header('x-request-id', request.id);
    sendProblem(reply, problemBody('malformed', request.id, { detail }));
  };
}
