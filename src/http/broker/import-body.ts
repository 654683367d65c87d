// An import on the wire of the broker API.
import { type TwinTally, twinSentence, twinTallySentence } from '../../core/twin-seats.ts';
import type { ImportRecord } from '../../db/import-records.ts';
import type { Import } from './schemas/imports.ts';
import { timeOf } from './times.ts';

export function importBody(record: ImportRecord): Import {
  const { errors, moreErrors, counts } = record;
  return {
    import_id: record.importId,
    file_name: record.fileName,
    pos: record.pos,
    by: record.byName,
    state: record.state,
    standing: standingOf(record),
    phase: record.phase,
    rows: record.rowsDone,
    of: record.rowsTotal,
    counts,
    seats_listed_twice: record.twins && twinsBody(record.twins),
    errors: [...errors],
    error_count: errors.length + moreErrors,
    began_at: timeOf(record.beganAt),
    ended_at: timeOf(record.endedAt),
  };
}

/** Also what the command line prints as JSON. Null: there are none. */
export function twinsBody(twins: TwinTally): Import['seats_listed_twice'] {
  const sentence = twinTallySentence(twins);
  if (sentence === null) return null;
  return {
    sentence,
    seats: twins.seats,
    pairs: twins.pairs,
    first: twins.first.map((pair) => ({
      sentence: twinSentence(pair),
      remote_ids: pair.listings,
      event: pair.event,
      venue: pair.venue,
      event_at: timeOf(pair.eventAt),
      section: pair.section,
      row: pair.row,
      seats: pair.seats,
      seat_count: pair.seatCount,
    })),
  };
}

const doing = { reading: 'being read', comparing: 'being compared with the shelf', writing: 'being written' } as const;

function standingOf({ state, phase, counts, errors, moreErrors, trouble }: ImportRecord): string {
  if (state === 'running') return `The file is ${doing[phase]}. Nothing of it is on the shelf until all of it is.`;
  if (state === 'refused') {
    const count = errors.length + moreErrors;
    const wrong = count === 1 ? 'One thing is' : `${count.toLocaleString('en')} things are`;
    return `${wrong} wrong in the file, and nothing was imported. Mend it and import it again.`;
  }
  if (state === 'done' && counts !== null) {
    if (counts.listings === 0) return 'The file names no listing, and the shelf is as it was.';
    const tickets = counts.tickets === 1 ? '1 ticket' : `${counts.tickets.toLocaleString('en')} tickets`;
    if (counts.listings === 1) return `The one listing with ${tickets} is on the shelf.`;
    return `All ${counts.listings.toLocaleString('en')} listings with ${tickets} are on the shelf.`;
  }
  const why = trouble ?? 'Whoever ran it is gone. Nothing was imported.';
  return `${why} Import the file again: nothing is doubled.`;
}
