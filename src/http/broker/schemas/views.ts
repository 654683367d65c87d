// Saved views on the wire: a list's filters and order under a name.
import Type, { type Static } from 'typebox';
import { Id, Name, Time } from './values.ts';

const Page = Type.Enum(['orders', 'holds', 'listings'], { type: 'string', description: 'Whose list it is.' });

export const View = Type.Object({
  view_id: Type.String(),
  page: Page,
  name: Type.String(),
  query: Type.String({ description: 'The list’s address behind its question mark.' }),
  shared: Type.Boolean({ description: 'Whether everybody in the account has it.' }),
  is_mine: Type.Boolean(),
  created_at: Time('When it was saved.'),
});
export type View = Static<typeof View>;

export const Views = Type.Object({ items: Type.Array(View) });

export const ViewRequest = Type.Object(
  {
    page: Page,
    name: Name('What it is called.', 'Stuck at StubHub', 80),
    query: Type.String({ maxLength: 2_000, description: 'The list’s address behind its question mark.' }),
    shared: Type.Boolean({ description: 'Whether everybody in the account gets it; needs the permission `trade`.' }),
  },
  {
    additionalProperties: false,
    examples: [{ page: 'orders', name: 'Stuck at StubHub', query: 'state=stuck&marketplace=stubhub', shared: true }],
  },
);
export type ViewRequest = Static<typeof ViewRequest>;

export const ViewParams = Type.Object({ view_id: Id('The view.', '0d8c3a52-9a61-4a53-8d0e-0f4b1f1f7c11') });
export type ViewParams = Static<typeof ViewParams>;
