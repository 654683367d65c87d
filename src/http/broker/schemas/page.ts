// A page of a list, and the fields of a query that ask for one.
import Type, { type Static, type TSchema } from 'typebox';

const mostPerPage = 200;
export const usuallyPerPage = 50;

/** For the query of any list: `Type.Object({ ...pageFields, ... }, { additionalProperties: false })`. */
export const pageFields = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: mostPerPage,
      description: `Most items on the page; ${usuallyPerPage} unless you say otherwise.`,
      examples: [50],
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 4_000,
      description: '`next_cursor` of the page before. Left out: the first page.',
      examples: ['WyJkZWVkcyIsMTc5NTM4MzY0MzEyMF0'],
    }),
  ),
};

export const PageQuery = Type.Object(pageFields, { additionalProperties: false });
export type PageQuery = Static<typeof PageQuery>;

export const pageOf = <Item extends TSchema>(item: Item) =>
  Type.Object({
    items: Type.Array(item),
    next_cursor: Type.Union([Type.String(), Type.Null()], {
      description: 'Ask with it for the next page. Null: this was the last.',
    }),
  });
