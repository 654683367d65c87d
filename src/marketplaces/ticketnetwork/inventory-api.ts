// TicketNetwork's inventory, asked for ticket requests: one by its number, or all of them page by page. No call that
// confirms or rejects a request is public, so there is none here.
// Source: an open-source client that carries TicketNetwork's parameter texts (THIRD-PARTY).
import { nothingSaid, type SaleSeen } from '../../core/sale.ts';
import { isNoSuchPage, outcomesOf } from '../answer-outcome.ts';
import type { Page, RemoteMarketplace } from '../instant-notification.ts';
import type { Asked } from '../lent-access.ts';
import type { Told } from '../word.ts';
import type { Ask } from './access.ts';
import { pass, placeIn, type Vanished, withUnlearnt } from './inventory-passes.ts';
import { type GroupsSeen, type Reading, readGroups, requestsInGroup } from './ticket-requests.ts';

const outcomeOf = outcomesOf({ name: 'TicketNetwork' });

const groups = '/inventory/v5/ticketgroups';
const perPage = 100;
/** Each takes a call; the rest is looked at after the next pass. */
const mostVanishedPerLook = 5;

export type Inquiring = Reading & { requestFilter: string; vanishedMeansCancelled: boolean };

const nothing: GroupsSeen = { rows: 0, total: null, firstGroupId: null, requests: [] };
const unclear: SaleSeen = { standing: 'unclear', facts: nothingSaid };
const cancelled: SaleSeen = { standing: 'cancelled', facts: nothingSaid };

export function openInventoryApi(ask: Ask, inquiring: Inquiring): RemoteMarketplace {
  const search = (filter: string, page: number, signal: AbortSignal): Promise<Asked> => {
    const query = { returnTicketsData: 'true', perPage: `${perPage}`, page: `${page}`, $orderby: 'ticketGroupId' };
    return ask(`${groups}?${new URLSearchParams({ ...query, $filter: filter })}`, signal);
  };
  /** Whether its group is there without it. Null: that cannot be known now. */
  const hasVanished = async ({ saleId, groupId }: Vanished, signal: AbortSignal): Promise<boolean | null> => {
    const { answer } = await ask(`${groups}/${groupId}`, signal);
    if (answer?.kind !== 'answered') return null;
    // Without its group nothing is known of it: groups go when their event is over.
    if (answer.status === 404) return false;
    const requests = answer.status === 200 ? requestsInGroup(answer.body, groupId) : null;
    return requests && !requests.has(saleId);
  };
  return {
    async read({ saleId, order }, signal) {
      const asked = await search(`tickets/ticketRequestId eq ${saleId}`, 1, signal);
      return told(asked, (body) => {
        const found = readGroups(body, inquiring);
        const request = found?.requests.find((one) => one.saleId === saleId);
        if (request) return request.seen;
        // One that was never seen there may still be on its way; of another it is not known what became.
        return found && order.remoteId !== null ? unclear : null;
      });
    },
    async list(cursor, _now, signal) {
      const place = placeIn(cursor);
      const asked = await search(inquiring.requestFilter, place.page, signal);
      const { outcome, exchanges } = told(asked, (body) => readGroups(body, inquiring));
      const isPastTheEnd = place.page > 1 && isNoSuchPage(outcome);
      if (outcome.kind !== 'done' && !isPastTheEnd) return { outcome, exchanges };
      const { sightings, next, isWhole, vanished } = pass(place, outcome.kind === 'done' ? outcome.answer : nothing);
      const unlearnt = vanished.slice(mostVanishedPerLook);
      for (const one of vanished.slice(0, mostVanishedPerLook)) {
        const isGone = await hasVanished(one, signal);
        // Unless it is known to be over it is read once more, so that what it shows is on record.
        const seen = inquiring.vanishedMeansCancelled ? cancelled : null;
        if (isGone) sightings.push({ saleId: one.saleId, numbers: [], seen });
        else if (isGone === null) unlearnt.push(one);
      }
      const page: Page = { sightings, cursor: withUnlearnt(next, place, unlearnt), hasMore: !isWhole };
      return { outcome: { kind: 'done', answer: page }, exchanges };
    },
  };
}

function told<Answer>(asked: Asked, read: (body: unknown) => Answer | null): Told<Answer> {
  const { exchanges } = asked;
  return {
    outcome:
      asked.answer === null
        ? asked.noAccess
        : outcomeOf(asked.answer, (body, status) => (status === 200 ? read(body) : null)),
    exchanges,
  };
}
