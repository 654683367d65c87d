// Who is signed in, on the wire.
import Type, { type Static } from 'typebox';
import { orNull, PermissionSchema, RoleSchema } from './values.ts';

export const Session = Type.Object({
  kind: Type.Enum(['person', 'token'], { type: 'string' }),
  name: Type.String({ description: 'As the record of deeds names the caller.' }),
  account: Type.Object({ account_id: Type.String(), name: Type.String() }),
  role: orNull(RoleSchema),
  permissions: Type.Array(PermissionSchema),
});
export type Session = Static<typeof Session>;
