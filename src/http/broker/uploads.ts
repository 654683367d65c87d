// Files that are sent to us, read as they come: plain or gzip, never more than may be, and never all in memory.
import { finished, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { FileTrouble } from '../../import/recorded-import.ts';
import { RequestProblem } from '../problems.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it comes, where a route takes files. */
    upload: Readable | null;
  }
}

const mebibyte = 1024 * 1024;
/** Of the file itself; half a million listings have less. */
const mostBytes = 256 * mebibyte;

/** From now on the routes of `server` take files of this type, and no other body. */
export function takeFiles(server: FastifyInstance, type: string): void {
  server.decorateRequest('upload', null);
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser(type, (request, payload, done) => {
    request.upload = payload;
    done(null, '');
  });
}

/** Throws `too_large` or `unsupported_media_type` before anything is read. Iterated over, it throws FileTrouble. */
export function fileOf({ upload, headers }: FastifyRequest): AsyncIterable<Uint8Array> {
  if (upload === null) throw new RequestProblem('malformed', 'There is no file in the body.');
  if (Number(headers['content-length'] ?? 0) > mostBytes) {
    throw new RequestProblem('too_large', `The file has more than ${mostBytes / mebibyte} MiB; import it in parts.`);
  }
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new RequestProblem('unsupported_media_type', 'A file may be compressed by gzip, or not at all.');
  }
  return readFile(upload, encoding === 'gzip');
}

async function* readFile(upload: Readable, isZipped: boolean): AsyncGenerator<Uint8Array> {
  const unpacked = isZipped ? unzip(upload) : upload;
  let bytes = 0;
  try {
    // The connection stays when we have read enough: the answer goes out on it.
    for await (const chunk of unpacked.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Uint8Array).length;
      if (bytes > mostBytes) throw new FileTrouble(`The file has more than ${mostBytes / mebibyte} MiB.`);
      yield chunk as Uint8Array;
    }
  } catch (error) {
    throw error instanceof FileTrouble ? error : new FileTrouble(sentenceOn(error));
  } finally {
    // What nobody reads any more is taken, and not unpacked: a little of it may be gigabytes, or no gzip.
    if (isZipped) {
      upload.unpipe();
      unpacked.destroy();
    }
    upload.resume();
  }
}

function unzip(upload: Readable): Readable {
  const unzipped = createGunzip();
  // What goes wrong on the way here is thrown to whoever reads.
  finished(upload, (error) => {
    if (error) unzipped.destroy(error);
  });
  return upload.pipe(unzipped);
}

function sentenceOn(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code?.startsWith('Z_') ? 'The file is not whole, or is no gzip.' : 'The file did not arrive whole.';
}
