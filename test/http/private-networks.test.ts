// A hub that strangers may sign up to cannot be made to look around in the network where it stands.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { readConfig } from '../../src/config.ts';
import { openOutbound } from '../../src/http/outbound.ts';
import { isPrivate } from '../../src/http/private-networks.ts';

let asked = 0;
const neighbour = createServer((_, response) => {
  asked += 1;
  response.end('{}');
});
const guarded = openOutbound('refuse');
const open = openOutbound('allow');
let port: number;

before(async () => {
  await new Promise<void>((resolve) => neighbour.listen(0, '127.0.0.1', resolve));
  ({ port } = neighbour.address() as AddressInfo);
});
after(async () => {
  await Promise.all([guarded.close(), open.close()]);
  neighbour.close();
});

describe('private networks', () => {
  it('are this machine, its neighbours, and whatever leads there', () => {
    const inside = ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'];
    const insideToo = ['::1', '::', 'fe80::1', 'fd00::1', '::ffff:127.0.0.1', '64:ff9b::a00:1', '2002:a00:1::'];
    const outside = ['8.8.8.8', '172.32.0.1', '192.169.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'];
    for (const address of [...inside, ...insideToo]) assert.ok(isPrivate(address), address);
    for (const address of outside) assert.ok(!isPrivate(address), address);
  });

  it('are sent nothing, by whatever name', async () => {
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1']) {
      const send = guarded.sendTo(`http://${host}:${port}`);
      const answer = await send({ method: 'GET', path: '/', headers: {} }, AbortSignal.timeout(5_000));
      assert.equal(answer.kind, 'not_sent', host);
      assert.match(answer.kind === 'not_sent' ? answer.detail : '', /private network.*PRIVATE_NETWORKS/);
    }
    assert.equal(asked, 0);
    const send = open.sendTo(`http://localhost:${port}`);
    assert.equal((await send({ method: 'GET', path: '/', headers: {} }, AbortSignal.timeout(5_000))).kind, 'answered');
  });

  it('are closed where anybody may sign up, and open where people are invited, unless it is said otherwise', () => {
    assert.equal(readConfig({}).privateNetworks, 'allow');
    assert.equal(readConfig({ SIGN_UP: 'open' }).privateNetworks, 'refuse');
    assert.equal(readConfig({ SIGN_UP: 'open', PRIVATE_NETWORKS: 'allow' }).privateNetworks, 'allow');
    assert.equal(readConfig({ PRIVATE_NETWORKS: 'refuse' }).privateNetworks, 'refuse');
    assert.throws(() => readConfig({ PRIVATE_NETWORKS: 'maybe' }), /PRIVATE_NETWORKS is "maybe"/);
  });
});
