// Imports: a file of listings comes in, goes on by itself, and everything that became of it is told.
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { listImports, readImport } from '../../db/import-records.ts';
import { whyNotInto } from '../../import/destination.ts';
import { exampleFile } from '../../import/example-file.ts';
import { type BrokerCaller, doerOf } from '../../people/caller.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { csvHeaders } from './csv.ts';
import { answer, declared, text } from './declared.ts';
import { importBody } from './import-body.ts';
import { cursorsOf, InstantKey, readPage, UuidKey } from './pages.ts';
import { Import, ImportParams, ImportQuery, ImportsPage } from './schemas/imports.ts';
import { PageQuery } from './schemas/page.ts';
import { fileOf, takeFiles } from './uploads.ts';

const cursors = cursorsOf('imports', Type.Object({ at: InstantKey, importId: UuidKey }));
const tag = 'Listings';

const example: Import = {
  import_id: '3f0a2b4c-5d61-4c7e-9f0a-7d0c1c6e5d6e',
  file_name: 'listings.csv',
  pos: 'house',
  by: 'Ada Lovelace',
  state: 'done',
  standing: 'All 3 listings with 207 tickets are on the shelf.',
  phase: 'writing',
  rows: 3,
  of: 3,
  counts: { listings: 3, tickets: 207, added: 3, changed: 0, unchanged: 0 },
  seats_listed_twice: null,
  errors: [],
  error_count: 0,
  began_at: '2026-11-22T20:14:03.120Z',
  ended_at: '2026-11-22T20:14:03.480Z',
};
const refused: Import = {
  ...example,
  state: 'refused',
  standing: 'One thing is wrong in the file, and nothing was imported. Mend it and import it again.',
  phase: 'reading',
  of: null,
  counts: null,
  errors: [{ line: 3, column: 'price', message: 'price "12,50" is not a plain decimal number; write it like 1250.00' }],
  error_count: 1,
};

export function importRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const { pool, clock } = parts;

  server.register(async (uploads) => {
    takeFiles(uploads, 'text/csv');
    uploads.post<{ Querystring: ImportQuery }>(
      '/imports',
      declared({
        permission: 'trade',
        tag,
        operationId: 'importListings',
        summary: 'Import a file of listings',
        description:
          'All rows of the CSV or none. It is read as it comes (within 30 seconds, at most 256 MiB; `Content-Encoding: gzip` is understood) and answered once all of it has come; what is wrong in it is in the answer by then. Comparing and writing go on by themselves: the live stream tells `import`, and `GET /imports/{import_id}` how far it has come. Importing the same `remote_id` again updates the listing; tickets that an order owns are never removed, and listings that the file leaves out stay as they are. A seat that stands in two listings is imported, and told of (`seats_listed_twice`). One import at a time.',
        querystring: ImportQuery,
        takes: 'text/csv',
        body: Type.String({ examples: [exampleFile] }),
        answers: { 202: answer('Received.', Import, { done: example, refused }) },
        problems: ['conflict'],
      }),
      async (request, reply) => {
        const { broker, query } = request;
        const running = await begin(parts, broker, query, fileOf(request));
        await running.received;
        return reply.code(202).send(await knownImport(parts, broker, running.importId));
      },
    );
  });

  server.get<{ Querystring: PageQuery }>(
    '/imports',
    declared({
      permission: 'read',
      tag,
      operationId: 'listImports',
      summary: 'See the imports',
      description: 'By whomever, also at the command line; newest first.',
      querystring: PageQuery,
      answers: { 200: answer('The imports.', ImportsPage, { imports: { items: [example], next_cursor: null } }) },
    }),
    async ({ broker, query }) =>
      readPage(query, cursors, {
        read: (after, limit) => listImports(pool, broker.accountId, after, limit, clock()),
        keyOf: ({ beganAt, importId }) => ({ at: beganAt, importId }),
        itemOf: importBody,
      }),
  );

  server.get(
    '/imports/example.csv',
    declared({
      permission: 'read',
      tag,
      operationId: 'getExampleFile',
      summary: 'A file of listings to begin from',
      description: 'The columns, with numbered seats as a range, as a list, and general admission.',
      answers: { 200: text('The file.', 'text/csv', exampleFile) },
    }),
    async (_request, reply) => reply.headers(csvHeaders('listings-example.csv')).send(exampleFile),
  );

  server.get<{ Params: ImportParams }>(
    '/imports/:import_id',
    declared({
      permission: 'read',
      tag,
      operationId: 'getImport',
      summary: 'See one import',
      description: 'How far it has come, or what became of it, with what is wrong in the file line by line.',
      params: ImportParams,
      answers: { 200: answer('The import.', Import, { done: example, refused }) },
      problems: ['not_found'],
    }),
    async ({ broker, params }) => knownImport(parts, broker, params.import_id),
  );
}

const cannotTake = {
  not_connected: 'The account is not connected to this POS. Connect it first.',
  followed:
    'The hub follows the stock of this POS: its listings come from there, not from a file. Mend them there, or turn the following off in its settings.',
} as const;

async function begin(
  { pool, imports, pointsOfSale }: BrokerParts,
  broker: BrokerCaller,
  { file_name: fileName, pos = 'house' }: ImportQuery,
  source: AsyncIterable<Uint8Array>,
) {
  const { accountId } = broker;
  if (!pointsOfSale.has(pos)) {
    const message = `must be one of: ${[...pointsOfSale.keys()].join(', ')}`;
    throw new RequestProblem('malformed', [{ field: 'pos', message }]);
  }
  const why = await whyNotInto(pool, accountId, pos);
  if (why !== null) throw new RequestProblem('conflict', cannotTake[why]);
  const running = await imports.begin({ accountId, pos, fileName: fileName.trim(), by: doerOf(broker), source });
  if (running === 'busy') throw new RequestProblem('conflict', 'This hub reads other files just now. Try again soon.');
  if (running === 'under_way') {
    throw new RequestProblem(
      'conflict',
      'Another import is under way. Wait for its end; nothing of this file was read.',
    );
  }
  return running;
}

async function knownImport(
  { pool, clock }: BrokerParts,
  { accountId }: BrokerCaller,
  importId: string,
): Promise<Import> {
  const record = await readImport(pool, { accountId, importId }, clock());
  if (record === null) throw new RequestProblem('not_found', 'There is no such import in this account.');
  return importBody(record);
}
