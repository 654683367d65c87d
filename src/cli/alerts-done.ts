import { noteAlertDone } from '../db/alerts.ts';
import { type Command, Failed, onlyArgument } from './command.ts';
import { namedAccount, uuid, withDatabase } from './database.ts';
import { whoIsAsking } from './doer.ts';

export const alertsDone: Command = {
  summary: 'notes that a person has seen to an alert',
  usage: '--account ID ALERT_ID',
  help: `
Notes that somebody has seen to an alert: it is not told of again. One whose
order moves on, or whose connection works again, is over by itself and needs no
such note. This changes nothing about the order. "holdfast alerts list" shows
the ids.

  holdfast alerts done --account ID 5e0f9f0a-7c55-4d0b-8a52-0a4f7d1b6c11`,
  options: { account: { type: 'string' } },
  async run(invocation) {
    const alertId = onlyArgument(invocation, 'ALERT_ID').toLowerCase();
    const isDone = await withDatabase(invocation, async (pool) => {
      const accountId = await namedAccount(pool, invocation);
      const note = { alertId, by: whoIsAsking(), at: Date.now() };
      return uuid.test(alertId) && (await noteAlertDone(pool, accountId, note));
    });
    if (!isDone) throw new Failed(`This account has no open alert ${alertId}. "holdfast alerts list" shows them.`);
    return { document: { alert_id: alertId, done: true }, text: 'Noted: it is not told of again.' };
  },
};
