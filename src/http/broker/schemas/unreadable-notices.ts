// Notices that could not be read, on the wire.
import Type, { type Static } from 'typebox';
import { pageFields, pageOf } from './page.ts';
import { orNull, Time } from './values.ts';

export const usualDays = 30;

export const UnreadableNoticesQuery = Type.Object(
  {
    ...pageFields,
    days: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 3_650,
        description: `Those of so many days; ${usualDays} unless you say otherwise.`,
        examples: [usualDays],
      }),
    ),
  },
  { additionalProperties: false },
);
export type UnreadableNoticesQuery = Static<typeof UnreadableNoticesQuery>;

export const UnreadableNotice = Type.Object({
  notice_id: Type.String(),
  at: Time('When it came.'),
  why: orNull(Type.String({ description: 'Why it could not be read, as its sender was told.' })),
  text: Type.String({ description: 'What came, secrets removed: its first 4,000 characters.' }),
  is_cut: Type.Boolean({ description: 'Whether more came than is shown.' }),
  request_id: orNull(Type.String()),
});
export type UnreadableNotice = Static<typeof UnreadableNotice>;
export const UnreadableNotices = pageOf(UnreadableNotice);
export type UnreadableNotices = Static<typeof UnreadableNotices>;
