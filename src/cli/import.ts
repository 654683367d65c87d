import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { AccountId } from '../core/order.ts';
import { type TwinTally, twinSentence, twinTallySentence } from '../core/twin-seats.ts';
import type { Pool } from '../db/pool.ts';
import { twinsBody } from '../http/broker/import-body.ts';
import { whyNotInto } from '../import/destination.ts';
import { exampleFile } from '../import/example-file.ts';
import type { Imported, Progress } from '../import/import-listings.ts';
import type { Errors } from '../import/read-listing-file.ts';
import { beginImport } from '../import/recorded-import.ts';
import { posBySlug } from '../pos/registry.ts';
import { type Command, Failed, type Invocation, onlyArgument, WrongUsage } from './command.ts';
import { counted } from './counted.ts';
import { databaseClock, namedAccount, withDatabase } from './database.ts';
import { doerAtTheCommandLine } from './doer.ts';

export const importListings: Command = {
  summary: 'imports listings from a CSV file',
  usage: '--account ID [--pos SLUG] FILE.csv',
  help: `
Imports listings from a CSV file in UTF-8: all rows or none. The first line
names the columns, in any order:

${exampleFile.replace(/^/gm, '  ').trimEnd()}

  remote_id   your id for the listing, at most 128 characters, once in the file
  event_at    with its offset from UTC, or Z
  section     may be empty, as may row
  seats       a range (5-8, A1-A8), a list (5;7;9), both (1-4;7), or empty:
              general admission
  quantity    counts the places of general admission; beside seats it is empty
              or their number
  price       of one ticket, with the decimals that the currency has; currency
              by ISO 4217
  split       any, pairs, whole, never_leave_one, or the allowed quantities: 2;4

A listing has at most 1,000 tickets. Importing the same remote_id again updates
the listing; tickets that an order owns are never removed, and listings that the
file leaves out stay as they are. A seat that stands in two listings is imported
all the same, and told of: each of them can sell it.

  --pos SLUG   the POS in which the listings stand; without it the house POS
  FILE.csv     - reads standard input

  holdfast import --account ID listings.csv`,
  options: { account: { type: 'string' }, pos: { type: 'string' } },
  async run(invocation) {
    const file = onlyArgument(invocation, 'FILE.csv');
    const pos = namedPos(invocation);
    const imported = await withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      await refuseDestination(pool, accountId, pos);
      return importFile(invocation, { pool, accountId, pos, file });
    });
    invocation.progress('');
    if ('errors' in imported) throw refusalOf(file, imported);
    const { twins, ...counts } = imported;
    return { document: { ...counts, seats_listed_twice: twinsBody(twins) }, text: summaryOf(imported) };
  },
};

function namedPos({ values }: Invocation): string {
  const pos = typeof values.pos === 'string' ? values.pos : 'house';
  if (!posBySlug.has(pos)) {
    throw new WrongUsage(`there is no POS "${pos}"; there are: ${[...posBySlug.keys()].join(', ')}`);
  }
  return pos;
}

async function refuseDestination(pool: Pool, accountId: AccountId, pos: string): Promise<void> {
  const why = await whyNotInto(pool, accountId, pos);
  if (why === 'not_connected')
    throw new Failed(`This account is not connected to the POS ${pos}. "holdfast pos connect" does that.`);
  if (why === 'followed')
    throw new Failed(
      `The stock of the POS ${pos} is followed: its listings come from there, not from a file. Mend them there, or have it not followed any more with "holdfast pos connect".`,
    );
}

async function importFile(
  invocation: Invocation,
  { pool, file, ...into }: { pool: Pool; accountId: AccountId; pos: string; file: string },
): Promise<Imported | Errors> {
  const isInput = file === '-';
  const source = isInput ? process.stdin : createReadStream(file);
  const onProgress = (progress: Progress): void => invocation.progress(sentenceOn(progress));
  const fileName = isInput ? 'standard input' : basename(file).slice(0, 255);
  try {
    if (!isInput) await once(source, 'open');
    const order = { ...into, source, fileName, by: doerAtTheCommandLine() };
    const clock = await databaseClock(invocation, pool);
    const running = await beginImport({ pool, clock, onProgress }, order);
    if (running === null) throw new Failed('Another import into the account is under way. Wait for its end.');
    return await running.ended;
  } catch (error) {
    const why = source.errored === error && unreadable[(error as NodeJS.ErrnoException).code ?? ''];
    throw why ? new Failed(why(file)) : error;
  }
}

const unreadable: Record<string, (file: string) => string> = {
  ENOENT: (file) => `There is no file ${file}.`,
  EISDIR: (file) => `${file} is a folder, not a file.`,
  EACCES: (file) => `${file} may not be read by you.`,
};

function sentenceOn({ phase, rows, of }: Progress): string {
  const done = rows.toLocaleString('en');
  return of === null ? `Reading: ${done} listings ` : `${verbs[phase]} ${done} of ${of.toLocaleString('en')} listings `;
}

const verbs = { reading: 'Reading', comparing: 'Comparing', writing: 'Writing' } as const;

function refusalOf(file: string, { errors, more }: Errors): Failed {
  const count = errors.length + more;
  const name = file === '-' ? 'Standard input' : file;
  const lines = errors.map(({ line, message }) => `  line ${line}: ${message}`);
  if (more > 0) lines.push(`  and ${more.toLocaleString('en')} more`);
  const heading = `${name} has ${count === 1 ? 'an error' : `${count.toLocaleString('en')} errors`}; nothing was imported.`;
  return new Failed([heading, ...lines].join('\n'), { errors, more });
}

function summaryOf({ listings, tickets, added, changed, unchanged, twins }: Imported): string {
  const [some, rest, same] = [added, changed, unchanged].map((count) => count.toLocaleString('en'));
  const summary = `Imported ${counted(listings, 'listing')} with ${counted(tickets, 'ticket')}: ${some} new, ${rest} changed, ${same} as they were.`;
  return [summary, ...warningOf(twins)].join('\n');
}

function warningOf(twins: TwinTally): string[] {
  const sentence = twinTallySentence(twins);
  if (sentence === null) return [];
  const more = twins.pairs - twins.first.length;
  return [
    sentence,
    ...twins.first.map((pair) => `  ${twinSentence(pair)}`),
    ...(more > 0 ? [`  And in ${more.toLocaleString('en')} more pairs of listings.`] : []),
  ];
}
