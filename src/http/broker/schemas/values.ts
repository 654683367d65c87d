// Small schemas that stand in many others.
import Type, { type TSchema } from 'typebox';
import { permissions, roles } from '../../../core/permissions.ts';

export const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** RFC 3339, in UTC. */
export const Time = (description: string) => Type.String({ format: 'date-time', description });

/** In an address or a body; ours are lower-case. */
export const Id = (description: string, example: string) =>
  Type.String({
    pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
    description,
    examples: [example],
  });

export const Email = Type.String({
  minLength: 3,
  maxLength: 254,
  // Whatever else may be an address: this much is in all of them, and nothing that could end a mail's line.
  pattern: '^[^\\s@<>\\u0000-\\u001F\\u007F]+@[^\\s@<>\\u0000-\\u001F\\u007F]+$',
  description: 'An e-mail address. Upper and lower case are the same.',
  examples: ['ada@broker.example'],
});

/** How long one must be is said when it is chosen; here only how long one may be. */
export const Password = Type.String({
  minLength: 1,
  maxLength: 1_000,
  description: 'Never shown, never stored as it is.',
});

/** Control characters are no part of a name, and the database takes no NUL. */
export const Name = (description: string, example: string, maxLength = 100) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000-\\u001F\\u007F]*[^\\s\\u0000-\\u001F\\u007F][^\\u0000-\\u001F\\u007F]*$',
    description,
    examples: [example],
  });

export const Money = Type.Object(
  {
    amount: Type.Integer({ description: 'Minor units, such as cents.' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' }),
  },
  { examples: [{ amount: 18500, currency: 'USD' }] },
);

export const PermissionSchema = Type.Enum([...permissions], {
  type: 'string',
  description:
    '`read`: see everything. `trade`: act on orders, holds, listings, alerts and waivers. `manage`: change connections, POS systems, alert channels and settings.',
});

export const RoleSchema = Type.Enum([...roles], {
  type: 'string',
  description: '`viewer` may read; `operator` may trade too; `owner` may manage too, people and tokens as well.',
});
