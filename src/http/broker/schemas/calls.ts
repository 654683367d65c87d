// How calls to a POS or a marketplace fare, on the wire: whether its host is called at all, and how they stand in line.
import Type, { type Static } from 'typebox';
import { orNull, Time } from './values.ts';

export const HostBody = Type.Object({
  host: Type.String(),
  state: Type.Enum(['closed', 'half_open', 'open'], {
    type: 'string',
    description:
      '`closed`: calls go. `open`: it did not answer, and is left alone. `half_open`: one call shows whether it is back.',
  }),
  since: Time('Since when it is so.'),
  last_trouble: orNull(Type.Object({ at: Time('When.'), what: Type.String() })),
  away_until: orNull(Time('When the next call may go. Null: any time.')),
});
export type HostBody = Static<typeof HostBody>;

const Pause = Type.Object({
  until: Time('When calls go on. Five minutes at most, whatever was asked for.'),
  status: Type.Integer({ description: 'What asked for it: 429 (too many calls) or 503 (it is busy).' }),
  asked_ms: orNull(
    Type.Number({
      description: 'For how many milliseconds we were asked to wait. Null: no time was named, and the length is ours.',
    }),
  ),
});

export const PaceLine = Type.Object({
  endpoint: orNull(Type.String({ description: 'What has this budget for itself. Null: all other calls.' })),
  calls: orNull(Type.Integer({ description: 'So many calls may begin in `per_ms`. Null: there is no limit.' })),
  per_ms: orNull(Type.Number({ description: 'Milliseconds. Null: there is no limit.' })),
  used: Type.Integer({ description: 'Calls that have begun in the last `per_ms`.' }),
  waiting: Type.Integer({ description: 'Calls that wait for their turn.' }),
  waiting_since: orNull(Time('Since when the first of them waits. Null: none does.')),
  pause: orNull(Pause),
});
export type PaceLine = Static<typeof PaceLine>;

export const Pace = Type.Object(
  {
    hub: Type.String({ description: 'The hub that says so: host and process.' }),
    other_hubs: Type.Integer({
      description:
        'How many other hubs are at work. Each keeps the budget by itself, and of its calls nothing is here.',
    }),
    lines: Type.Array(PaceLine),
  },
  { description: 'How this account’s calls stand in line at one hub: no sum over all of them.' },
);
export type Pace = Static<typeof Pace>;
