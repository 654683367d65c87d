// POS systems, and what the sweep has found about them.
import type {
  Findings,
  FindingsQuery,
  PointOfSale,
  PointsOfSale,
  PosChange,
  PosKinds,
  PosSettings,
  TriedPos,
} from '../../../../src/http/broker/schemas/points-of-sale.ts';
import { route } from '../route.ts';

export const listPosKinds = route('GET', '/pos-kinds').of<{ answer: PosKinds }>();
export const listPointsOfSale = route('GET', '/points-of-sale').of<{ answer: PointsOfSale }>();
export const connectPointOfSale = route('PUT', '/points-of-sale/{pos}').of<{
  body: PosSettings;
  answer: PointOfSale;
}>();
export const changePointOfSale = route('PATCH', '/points-of-sale/{pos}').of<{ body: PosChange; answer: PointOfSale }>();
export const disconnectPointOfSale = route('DELETE', '/points-of-sale/{pos}').of<{ answer: undefined }>();
export const testPointOfSale = route('POST', '/points-of-sale/{pos}/test').of<{ answer: TriedPos }>();
export const listFindings = route('GET', '/findings').of<{ query: FindingsQuery; answer: Findings }>();
