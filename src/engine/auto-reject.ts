// The account's rule for sales that cannot be filled, as it is stored.
import Type from 'typebox';
import type { AutoReject } from '../core/sale.ts';

export const AutoRejectRule = Type.Unsafe<AutoReject>(
  Type.Object(
    {
      when: Type.Union([Type.Literal('at_once'), Type.Literal('before_deadline')]),
      marginMs: Type.Integer({ minimum: 0 }),
      mostAmount: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
      reason: Type.String({ minLength: 1, maxLength: 500 }),
    },
    { additionalProperties: false },
  ),
);
