// A door before the real PostgreSQL whose connections fall mute and stay so, as when its machine loses its power, while those
// that come later lead to it again.
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout } from 'node:timers/promises';

export type MuteDoor = {
  url: string;
  /** From now on nothing comes through, on connections that are open and on those that come. */
  fallMute: () => void;
  /** Connections that come from now on lead to the server; those that fell mute stay so. */
  leadOn: () => void;
  /** Connections that fell mute are closed. */
  cutMute: () => void;
  /** Resolves when so many connections have said something that nobody hears. */
  swallowed: (connections: number) => Promise<void>;
  close: () => Promise<void>;
};

export async function openMuteDoor(databaseUrl: string): Promise<MuteDoor> {
  const url = new URL(databaseUrl);
  const { port } = url;
  const host = decodeURIComponent(url.hostname);
  const outer = new Set<net.Socket>();
  const speaking = new Set<net.Socket>();
  const unheard = new Set<net.Socket>();
  let isMute = false;
  const server = net.createServer((socket) => {
    const inner = host.startsWith('/') ? net.connect(`${host}/.s.PGSQL.${port}`) : net.connect(Number(port), host);
    if (!isMute) speaking.add(socket);
    outer.add(socket);
    for (const one of [socket, inner]) one.on('error', () => {});
    inner.on('close', () => socket.destroy());
    socket.on('data', (data) => {
      if (speaking.has(socket)) inner.write(data);
      else unheard.add(socket);
    });
    inner.on('data', (data) => {
      if (speaking.has(socket)) socket.write(data);
    });
    socket.on('close', () => inner.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as net.AddressInfo).port);
  return {
    url: url.href,
    fallMute() {
      isMute = true;
      speaking.clear();
      unheard.clear();
    },
    leadOn() {
      isMute = false;
    },
    cutMute() {
      for (const socket of outer) if (!speaking.has(socket)) socket.destroy();
    },
    async swallowed(connections) {
      while (unheard.size < connections) await setTimeout(5);
    },
    async close() {
      for (const socket of outer) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
