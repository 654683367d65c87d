// Imports on the wire: a file of listings, how far it has come, and what became of it.
import Type, { type Static } from 'typebox';
import { pageOf } from './page.ts';
import { Id, Name, orNull, Time } from './values.ts';

export const ImportQuery = Type.Object(
  {
    file_name: Name('What the file is called, for the record.', 'listings.csv', 255),
    pos: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9-]{1,64}$',
        description: 'The POS in which the listings stand, by slug; `house` unless you say otherwise.',
        examples: ['house'],
      }),
    ),
  },
  { additionalProperties: false },
);
export type ImportQuery = Static<typeof ImportQuery>;

export const ImportParams = Type.Object({ import_id: Id('The import.', '3f0a2b4c-5d61-4c7e-9f0a-7d0c1c6e5d6e') });
export type ImportParams = Static<typeof ImportParams>;

const SeatsListedTwice = Type.Object(
  {
    sentence: Type.String({ description: 'What is to be known of them, in a sentence.' }),
    seats: Type.Integer({ description: 'How many seats.' }),
    pairs: Type.Integer({ description: 'In how many pairs of listings.' }),
    first: Type.Array(
      Type.Object({
        sentence: Type.String(),
        remote_ids: Type.Array(Type.String(), { description: 'The two listings; of more, the first and the last.' }),
        event: Type.String(),
        venue: Type.String(),
        event_at: Time('When the event begins.'),
        section: orNull(Type.String()),
        row: orNull(Type.String()),
        seats: Type.Array(Type.String(), { description: 'The first twenty.' }),
        seat_count: Type.Integer(),
      }),
      { description: 'The first five pairs.' },
    ),
  },
  {
    description:
      'Numbered seats of the file that stand in two of its listings, or in one of them and in another on the shelf: same event, venue, time, section, row and seat, whatever the case and the spaces. They were imported all the same, and each of the two listings can sell them. Null: there are none.',
  },
);

export const Import = Type.Object({
  import_id: Type.String(),
  file_name: Type.String(),
  pos: Type.String({ description: 'The POS in which the listings stand, by slug.' }),
  by: Type.String({ description: 'Who began it.' }),
  state: Type.Enum(['running', 'done', 'refused', 'broken_off'], {
    type: 'string',
    description:
      '`done`: all of the file is on the shelf. `refused`: something in it is wrong, see `errors`. `broken_off`: it did not come to its end. Unless it is `done`, nothing of the file was imported.',
  }),
  standing: Type.String({ description: 'How it stands, and what to do, in a sentence.' }),
  phase: Type.Enum(['reading', 'comparing', 'writing'], { type: 'string', description: 'How far it came.' }),
  rows: Type.Integer({ description: 'How many rows of this phase are done.' }),
  of: orNull(Type.Integer({ description: 'How many there are; null while it is read.' })),
  counts: orNull(
    Type.Object(
      {
        listings: Type.Integer({ description: 'How many the file has.' }),
        tickets: Type.Integer({ description: 'How many the file has.' }),
        added: Type.Integer({ description: 'How many listings were new.' }),
        changed: Type.Integer(),
        unchanged: Type.Integer({ description: 'How many were as they are in the file already.' }),
      },
      { description: 'Once it is done.' },
    ),
  ),
  seats_listed_twice: orNull(SeatsListedTwice),
  errors: Type.Array(
    Type.Object({
      line: Type.Integer({ description: 'Its number in the file, from 1.' }),
      column: orNull(Type.String({ description: 'Null: it is about the line as a whole.' })),
      message: Type.String(),
    }),
    { description: 'What is wrong in the file; the first fifty.' },
  ),
  error_count: Type.Integer({ description: 'How many errors there are in all.' }),
  began_at: Time('When it was begun.'),
  ended_at: orNull(Time('When it ended. Null: it is under way.')),
});
export type Import = Static<typeof Import>;

export const ImportsPage = pageOf(Import);
export type ImportsPage = Static<typeof ImportsPage>;
