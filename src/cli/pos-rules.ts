import { chooseWhenAway } from '../connections/points-of-sale.ts';
import type { AccountId } from '../core/order.ts';
import { posBySlug } from '../pos/registry.ts';
import { type Command, Failed, required, WrongUsage } from './command.ts';
import { namedAccount, withDatabase } from './database.ts';
import { doerAtTheCommandLine } from './doer.ts';

export const posRules: Command = {
  summary: 'says what becomes of holds while a POS is out of reach',
  usage: '--account ID --pos SLUG --when-away refuse|pledge',
  help: `
While a POS cannot be reached, no hold can stand in it. What marketplaces that
ask first are told meanwhile is yours to choose:

  refuse   no, in time. Nothing is sold until the POS is back. So it is at
           first.
  pledge   yes, by the ledger alone, and the POS is asked as soon as it is back.
           Sales go on, and so does the risk: the POS knows nothing of these
           holds, and whoever sells in it, or another system that is connected
           to it, may sell the same tickets. Then the POS refuses the hold when
           it is back: you are alerted, and the marketplace's invoice is
           refused, or the sale is stuck if it has been invoiced already. Choose
           it only where nobody sells past Holdfast.

Either way nothing is forgotten: invoices and releases that come meanwhile are
finished when the POS is back. A POS that is only slow is waited for as ever,
and a hold that it does not answer in time is refused and undone. Hubs notice
within five seconds.

  holdfast pos rules --account ID --pos skybox --when-away pledge`,
  options: { account: { type: 'string' }, pos: { type: 'string' }, 'when-away': { type: 'string' } },
  async run(invocation) {
    const pos = required(invocation, 'pos');
    const whenAway = required(invocation, 'when-away');
    if (whenAway !== 'refuse' && whenAway !== 'pledge') throw new WrongUsage('--when-away must be refuse or pledge');
    await withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      const change = { accountId, by: doerAtTheCommandLine(), at: Date.now() };
      const named = { slug: pos, name: posBySlug.get(pos)?.name ?? pos };
      const isConnected = await chooseWhenAway(pool, named, whenAway, change);
      if (!isConnected)
        throw new Failed(`The account is not connected to the POS ${pos}. "holdfast pos connect" does that.`);
    });
    const text =
      whenAway === 'pledge'
        ? `While ${pos} is out of reach, holds are answered yes by the ledger alone. It may sell the same tickets meanwhile.`
        : `While ${pos} is out of reach, holds are refused.`;
    return { document: { pos, when_away: whenAway }, text };
  },
};
