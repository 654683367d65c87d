import { type Settlement, settlementMeanings, settlements } from '../core/settle.ts';
import { type Command, required, WrongUsage } from './command.ts';
import { whoIsAsking } from './doer.ts';
import { hanging } from './hanging.ts';
import { actOn, whose } from './order-act.ts';

const meanings = settlements
  .map((one) => hanging(`  ${one.padEnd(10)} `, settlementMeanings[one].split(' ')))
  .join('\n');

export const orderSettle: Command = {
  summary: 'says what is true of a stuck order, so that it goes on',
  usage: '--account ID --marketplace SLUG --as WHAT [--invoice NUMBER] ORDER',
  help: `
For an order that is stuck, where it cannot be tried again. Look at it first, in
the POS and at the marketplace; "holdfast order show" has its story. Then say
what is true there. Your word is taken for proof: tickets are let go on it, and
it stands in the story with your name. WHAT is one of

${meanings}

"invoiced" needs the number of the POS's invoice, unless it is on record
already. It takes the tickets here too: those that the order had, or else any
that will do. If they are another order's, it is refused. It can be said of an
unfilled sale as well, which you have invoiced by hand.

ORDER is the marketplace's global id of the deal, or its number of the sale.

  holdfast order settle --account ID --marketplace stubhub \\
    --as invoiced --invoice 40017 8841207`,
  options: { ...whose, as: { type: 'string' }, invoice: { type: 'string' } },
  run: (invocation) => {
    const as = required(invocation, 'as');
    if (!isSettlement(as)) throw new WrongUsage(`--as must be one of ${settlements.join(', ')}`);
    const { invoice } = invocation.values;
    if (as !== 'invoiced' && invoice !== undefined) throw new WrongUsage('--invoice goes with --as invoiced alone');
    const invoiceId = typeof invoice === 'string' && invoice.trim() !== '' ? invoice.trim() : null;
    if (invoiceId !== null && invoiceId.length > 200) throw new WrongUsage('--invoice has more than 200 characters');
    return actOn(invocation, { do: 'settle', as, invoiceId, by: whoIsAsking() });
  },
};

function isSettlement(word: string): word is Settlement {
  return settlements.some((one) => one === word);
}
