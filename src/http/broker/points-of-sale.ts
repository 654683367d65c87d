// POS systems: connected with settings whose secrets are never shown again, tried, told what to do while they are away, and
// taken away. And what the sweep has found about them.
import type { FastifyInstance } from 'fastify';
import { chooseWhenAway, connectPointOfSale, disconnectPointOfSale } from '../../connections/points-of-sale.ts';
import { whatIsWrong } from '../../connections/whole-settings.ts';
import { type BrokerCaller, doerOf } from '../../people/caller.ts';
import type { NetworkPos } from '../../pos/pos.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared, noContent } from './declared.ts';
import { fieldsOf } from './declared-body.ts';
import { knownPointOfSale, posKind, readPointsOfSaleShown, secretNames } from './pos-body.ts';
import { pointOfSaleExample, posKindExample, triedPosExample } from './pos-examples.ts';
import { tryPointOfSale } from './pos-test.ts';
import {
  PointOfSale,
  PointsOfSale,
  PosChange,
  PosKinds,
  PosParams,
  PosSettings,
  TriedPos,
} from './schemas/points-of-sale.ts';

const shared = { permission: 'manage', tag: 'Points of sale' } as const;

export function pointOfSaleRoutes(server: FastifyInstance, parts: BrokerParts): void {
  const { pool, vault, pointsOfSale, whoConfirms, clock } = parts;
  const changeBy = (broker: BrokerCaller) => ({ accountId: broker.accountId, by: doerOf(broker), at: clock() });

  server.get(
    '/pos-kinds',
    declared({
      ...shared,
      permission: 'read',
      operationId: 'listPosKinds',
      summary: 'List the kinds of POS',
      description: 'Every POS that this hub speaks with: what is known of it and how well, and what can be set.',
      answers: { 200: answer('They.', PosKinds, { kinds: { items: [posKindExample] } }) },
    }),
    async () => ({ items: [...pointsOfSale.values()].map(posKind) }),
  );

  server.get(
    '/points-of-sale',
    declared({
      ...shared,
      permission: 'read',
      operationId: 'listPointsOfSale',
      summary: 'List the account’s POS systems',
      description:
        'The house POS, which is inside Holdfast, and every one that is connected, with how its host fares and how calls stand in line.',
      answers: { 200: answer('They.', PointsOfSale, { all: { items: [pointOfSaleExample] } }) },
    }),
    async ({ broker }) => ({ items: await readPointsOfSaleShown(parts, broker.accountId) }),
  );

  server.get<{ Params: PosParams }>(
    '/points-of-sale/:pos',
    declared({
      ...shared,
      permission: 'read',
      operationId: 'getPointOfSale',
      summary: 'See a POS',
      description:
        'How it is, and what is set of it without its secrets. How its host fares, and how calls stand in line, is as this hub sees it.',
      params: PosParams,
      answers: { 200: answer('The POS.', PointOfSale, { pos: pointOfSaleExample }) },
      problems: ['not_found'],
    }),
    async ({ broker, params }) => knownPointOfSale(parts, broker.accountId, params.pos),
  );

  server.put<{ Params: PosParams; Body: PosSettings }>(
    '/points-of-sale/:pos',
    declared({
      ...shared,
      operationId: 'connectPointOfSale',
      summary: 'Connect a POS, or enter its settings anew',
      description:
        'Encrypted as a whole before they are stored. Its stock is read from the beginning afterwards, and where it can confirm a marketplace’s orders itself it is asked at once whether it does: that is an alert, `two_confirmers`. Hubs notice within five seconds.',
      params: PosParams,
      body: PosSettings,
      answers: { 200: answer('Connected.', PointOfSale, { pos: pointOfSaleExample }) },
      problems: ['not_found'],
    }),
    async ({ broker, params, body }) => {
      const pos = networkPos(parts, params.pos);
      const settle = (standing: object | null): object => settled(pos, standing, body);
      await connectPointOfSale(pool, vault, pos, settle, changeBy(broker));
      whoConfirms.askSoon(broker.accountId);
      return knownPointOfSale(parts, broker.accountId, pos.slug);
    },
  );

  server.patch<{ Params: PosParams; Body: PosChange }>(
    '/points-of-sale/:pos',
    declared({
      ...shared,
      operationId: 'changePointOfSale',
      summary: 'Choose what happens while a POS is away',
      description:
        'Whether holds are refused while it is out of reach, or pledged by the ledger alone, which may sell a ticket twice where anybody sells past Holdfast.',
      params: PosParams,
      body: PosChange,
      answers: { 200: answer('Chosen.', PointOfSale, { pos: pointOfSaleExample }) },
      problems: ['not_found'],
    }),
    async ({ broker, params, body }) => {
      const pos = networkPos(parts, params.pos);
      if (!(await chooseWhenAway(pool, pos, body.when_away, changeBy(broker)))) throw notConnected();
      return knownPointOfSale(parts, broker.accountId, pos.slug);
    },
  );

  server.delete<{ Params: PosParams }>(
    '/points-of-sale/:pos',
    declared({
      ...shared,
      operationId: 'disconnectPointOfSale',
      summary: 'Disconnect a POS',
      description:
        'Takes it away with its listings. Refused while an order owns tickets in one of them, for it could not be finished any more.',
      params: PosParams,
      answers: { 204: noContent('Disconnected.') },
      problems: ['not_found', 'conflict'],
    }),
    async ({ broker, params }, reply) => {
      const pos = networkPos(parts, params.pos);
      const inUse = await disconnectPointOfSale(pool, pos, changeBy(broker));
      if (inUse === null) throw notConnected();
      if (inUse > 0) {
        const listings = inUse === 1 ? 'One listing' : `${inUse.toLocaleString('en')} listings`;
        const have = inUse === 1 ? 'has' : 'have';
        throw new RequestProblem(
          'conflict',
          `${listings} of ${pos.name} ${have} tickets that orders own: held, or sold. Those orders are finished, voided and proved there, so it stays.`,
        );
      }
      whoConfirms.askSoon(broker.accountId);
      return reply.code(204).send();
    },
  );

  server.post<{ Params: PosParams }>(
    '/points-of-sale/:pos/test',
    declared({
      ...shared,
      operationId: 'testPointOfSale',
      summary: 'Test a POS',
      description:
        'Reads something there and changes nothing. Where the POS can confirm a marketplace’s orders itself it is asked whether it does: two confirmers would act on every sale.',
      params: PosParams,
      answers: { 200: answer('What came of it.', TriedPos, { works: triedPosExample }) },
      problems: ['not_found'],
    }),
    async ({ broker, params }) => {
      const tried = await tryPointOfSale(parts, broker.accountId, params.pos);
      // Whoever has turned it off there, and tries, has the alert over with.
      whoConfirms.askSoon(broker.accountId);
      return tried;
    },
  );
}

function notConnected(): RequestProblem {
  return new RequestProblem('not_found', 'The account is not connected to such a POS.');
}

function networkPos({ pointsOfSale }: Pick<BrokerParts, 'pointsOfSale'>, slug: string): NetworkPos {
  const pos = pointsOfSale.get(slug);
  if (pos?.kind === 'network') return pos;
  throw new RequestProblem('not_found', 'There is no such POS to connect: GET /pos-kinds names them.');
}

/**
 * Whole settings; secrets that are left out stay unless they are to be removed, but are never sent to another address than
 * that for which they were entered.
 */
function settled(pos: NetworkPos, standing: object | null, { settings: given, unset = [] }: PosSettings): object {
  const secret = secretNames(pos);
  const removable = fieldsOf(pos.settings).flatMap(({ name, is_secret: isSecret }) => (isSecret ? [name] : []));
  const open = unset.filter((name) => !removable.includes(name) || Object.hasOwn(given, name));
  if (open.length > 0) {
    const message = `names what is no secret, or is entered anew: ${open.join(', ')}`;
    throw new RequestProblem('malformed', [{ field: 'unset', message }]);
  }
  const kept = Object.entries(standing ?? {}).filter(
    ([name]) => secret.has(name) && !Object.hasOwn(given, name) && !unset.includes(name),
  );
  const whole = { ...Object.fromEntries(kept), ...given };
  const faults = whatIsWrong(pos.settings, whole);
  if (faults.length > 0) throw new RequestProblem('malformed', faults);
  if (kept.length === 0 || pos.address(whole) === pos.address(standing)) return whole;
  const message = 'must be entered again, because the address is another';
  throw new RequestProblem(
    'malformed',
    kept.map(([field]) => ({ field, message })),
  );
}
