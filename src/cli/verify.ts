import { verifyLedger } from '../db/verify.ts';
import type { Command } from './command.ts';
import { counted } from './counted.ts';
import { withDatabase } from './database.ts';

export const verify: Command = {
  summary: 'recomputes every invariant from the rows',
  usage: '',
  help: `
Recomputes every invariant from the rows: one owner per ticket, orders and
tickets that agree, a journal that tells every order's state. Reads one snapshot
and changes nothing, so it may run beside the hub. Exits with 1 if anything is
violated. Seats that are sold or held in one listing and for sale, or sold, in
another are noted; they violate nothing.

  holdfast verify`,
  options: {},
  async run(invocation) {
    const { tickets, orders, violations, notes } = await withDatabase(invocation, (pool) =>
      verifyLedger(pool, (invariant, index, of) => invocation.progress(`Checking ${index} of ${of}: ${invariant} `)),
    );
    invocation.progress('');
    const looked = `${counted(tickets, 'ticket')}, ${counted(orders, 'order')}`;
    const lines = violations.map(({ invariant, sentence }) => `  ${invariant}: ${sentence}`);
    const verdict = violations.length === 0 ? 'every invariant holds' : counted(violations.length, 'violation');
    return {
      document: { tickets, orders, violations, notes },
      text: [`${looked}: ${verdict}.`, ...lines, ...notes.map((note) => `  note: ${note}`)].join('\n'),
      exitCode: violations.length === 0 ? 0 : 1,
    };
  },
};
