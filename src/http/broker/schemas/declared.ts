// What a marketplace or a POS declares of itself, and what came of trying it, on the wire.
import Type, { type Static } from 'typebox';
import { orNull } from './values.ts';

export const Field = Type.Object({
  name: Type.String(),
  description: Type.String({ description: 'What it is for.' }),
  kind: Type.Enum(['text', 'whole_number', 'number', 'yes_or_no', 'choice', 'json'], {
    type: 'string',
    description: 'How it is entered. `json`: a value that has parts of its own.',
  }),
  is_nullable: Type.Boolean({ description: 'Null is a value of its own here.' }),
  choices: Type.Array(Type.String(), { description: 'Of a `choice`; else empty.' }),
  minimum: orNull(Type.Number()),
  maximum: orNull(Type.Number()),
  default: Type.Unknown({ description: 'What is in force while nothing is set. Null: nothing, or null itself.' }),
  is_required: Type.Boolean(),
  is_secret: Type.Boolean({ description: 'It is never shown again once it is entered.' }),
  without: orNull(Type.String({ description: 'What does not work any more when one that stands is removed.' })),
});
export type Field = Static<typeof Field>;

export const Capability = Type.Object({
  name: Type.String({ description: 'For programs.' }),
  called: Type.String({ description: 'For people.' }),
  value: Type.String({ description: 'In words.' }),
  grade: Type.String({ description: 'How well it is known, such as `VENDOR` or `INFERRED`.' }),
  grade_called: Type.String({ description: 'The grade for people.' }),
  grade_meaning: Type.String(),
  source: Type.String({ description: 'Where it is written, or why it is assumed.' }),
  setting: orNull(
    Type.Object(
      { name: Type.String(), assumed: Type.String() },
      { description: 'What overrides it, and what is assumed.' },
    ),
  ),
});
export type Capability = Static<typeof Capability>;

export const AssumedSetting = Type.Object({
  setting: Type.String({ description: 'Its name.' }),
  about: Type.Array(Type.String(), { description: 'What is not known, as people call it.' }),
  assumed: Type.String({ description: 'What holds meanwhile.' }),
});
export type AssumedSetting = Static<typeof AssumedSetting>;

/** What came of a test call, at a marketplace or a POS. */
export const Tried = Type.Object({
  came: Type.Enum(['works', 'refused', 'not_reached', 'no_answer', 'no_credentials', 'nothing_to_call'], {
    type: 'string',
    description:
      '`refused`: it answered, and does not let us in. `not_reached`: nothing reached it. `no_answer`: none came, or none that can be read. `nothing_to_call`: it only calls us.',
  }),
  sentence: Type.String(),
  calls: Type.Array(
    Type.Object({
      line: Type.String({ description: 'Method and address.' }),
      status: orNull(Type.Integer()),
      failure: orNull(Type.String({ description: 'Why no answer came.' })),
      took_ms: orNull(Type.Number()),
    }),
    { description: 'What was sent, and how it was answered; secrets removed.' },
  ),
  warnings: Type.Array(Type.String(), {
    description:
      'What must be seen to before anything is sold: a POS that confirms orders itself which Holdfast confirms too.',
  }),
});
export type Tried = Static<typeof Tried>;
