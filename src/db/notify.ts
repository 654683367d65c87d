// What hubs on one database tell each other: PostgreSQL's LISTEN and NOTIFY. Nothing of it is kept; whoever does not listen
// does not hear.
// Kept: nobody notifies in the transaction of a sale. PostgreSQL lets such commits through one at a time, for the whole server.
import { type Database, openListeningClient } from './pool.ts';

/** A message of more bytes is refused by PostgreSQL. */
export const longestMessageBytes = 7_900;

/** Says all of them, in their order. */
export async function notifyAll(db: Database, channel: string, messages: readonly string[]): Promise<void> {
  await db.query('select pg_notify($1, message) from unnest($2::text[]) as m(message)', [channel, messages]);
}

export type Listening = { close: () => void };

/** Listens on a connection of its own until it is closed. `onLost` is called once, when the connection dies before that. */
export async function listen(
  databaseUrl: string,
  channel: string,
  hear: { onMessage: (message: string) => void; onLost: () => void },
): Promise<Listening> {
  const client = openListeningClient(databaseUrl);
  let isOver = false;
  const close = (): void => {
    isOver = true;
    client.end().catch(() => {});
  };
  const lose = (): void => {
    if (isOver) return;
    close();
    hear.onLost();
  };
  client.on('notification', ({ payload = '' }) => hear.onMessage(payload));
  client.on('error', lose);
  client.on('end', lose);
  try {
    await client.connect();
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
  } catch (error) {
    close();
    throw error;
  }
  return { close };
}
