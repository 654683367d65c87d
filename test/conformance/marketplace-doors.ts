// By which door a marketplace may come: by its own, and by the published one when it speaks the published contract. The
// law: who calls is settled first, another's door is closed, and what is not there is told apart from what is.
import assert from 'node:assert/strict';
import { parseAddress } from '../../src/marketplaces/address.ts';
import { callerOf } from '../support/hub.ts';
import { settingsIn } from './declared-facts.ts';
import { callerWithAHold, type UnderTest } from './marketplace-caller.ts';
import { speaksTheContract } from './marketplace-callers.ts';

/** `others`: the slugs of every marketplace that the hub knows. */
export async function comesByItsOwnDoor(test: UnderTest, others: readonly string[]): Promise<void> {
  const { hub, marketplace } = test;
  const { wire, rightly } = await callerWithAHold(test, {});
  const call = callerOf(hub.url);
  const own = `/oi/${marketplace.slug}`;
  const told = async (method: string, path: string, headers: Record<string, string> = rightly) => {
    const { status, body } = await call(method, path, undefined, headers);
    return [status, wire.codeIn(body) ?? (body as { code?: string }).code];
  };
  assert.deepEqual(await told('GET', `${own}/no/such/address`), [404, 'not_found']);
  assert.deepEqual(await told('GET', `${own}/no/such/address`, {}), [401, 'unauthenticated'], 'who calls comes first');
  for (const slug of others.filter((other) => other !== marketplace.slug)) {
    const { status } = await call('GET', `/oi/${slug}/any`, undefined, rightly);
    assert.equal(status, 403, `the door of ${slug}`);
  }
  const published = await told('GET', '/oi/v1/holds/never-seen');
  assert.deepEqual(published, speaksTheContract(marketplace) ? [404, 'hold_unknown'] : [403, 'forbidden']);
}

/** Each call at the address that the settings say, the id of the deal in the path or in the body, and nowhere else. */
export async function comesByTheAddressesThatAreSet(test: UnderTest): Promise<void> {
  const { hub, marketplace } = test;
  if (!Object.hasOwn(settingsIn(marketplace.settings), 'paths')) return;
  const paths = {
    hold: 'PUT /set/aside/{global_id}',
    look: 'GET /set/aside/{global_id}',
    release: 'POST /set/aside/release',
    invoice: 'PATCH /set/aside/sell',
  };
  const caller = await callerWithAHold(test, { paths });
  const { globalId, rightly, wire } = caller;
  const own = `/oi/${marketplace.slug}`;
  assert.equal(wire.requestFor(caller.holdOf(globalId)).path, `${own}/set/aside/${globalId}`);
  assert.equal((await caller.send(caller.lookAt(globalId))).body.status, 'held');
  assert.equal((await caller.send(caller.invoiceOf(globalId))).body.status, 'confirmed');
  const other = caller.newDeal();
  assert.equal((await caller.send({ ask: 'release', globalId: other })).body.status, 'released');
  assert.equal(wire.codeIn((await caller.send(caller.holdOf(other))).body), 'hold_released');

  const call = callerOf(hub.url);
  const [left, put] = [`${own}/set/aside/${globalId}`, parseAddress(paths.hold).method];
  const wrongMethod = await call('DELETE', left, undefined, rightly);
  assert.deepEqual([wrongMethod.status, wrongMethod.headers.get('allow')], [405, 'PUT, GET']);
  const usual = await call('GET', `${own}/holds/${globalId}`, undefined, rightly);
  assert.equal(usual.status, 404, 'the address that it would have had');
  const twice = { ...wire.requestFor(caller.holdOf(globalId)).body, global_id: other };
  const twoIds = await call(put, left, twice, rightly);
  assert.deepEqual([twoIds.status, wire.codeIn(twoIds.body)], [400, 'malformed']);
  const nameless = await call('POST', `${own}/set/aside/release`, {}, rightly);
  assert.deepEqual([nameless.status, wire.codeIn(nameless.body)], [400, 'malformed']);
  const encoded = await call('GET', `${own}/set/aside/a%2Fb%20c`, undefined, rightly);
  assert.equal(wire.codeIn(encoded.body), 'hold_unknown', 'an id with a slash in it is one id');
  const published = await call('GET', `/oi/v1/holds/${globalId}`, undefined, rightly);
  assert.equal(published.body.status, 'confirmed', 'the published address still holds');
}
