// Calls at the same time: two buyers and one ticket, an invoice against a release, and a crowd.
import type { Conversation, Deal } from '../conversation.ts';
import { type Rule, skipped } from '../rule.ts';
import { type Answer, wordsOf } from '../visit.ts';

const group = 'At the same time';
const rounds = 8;
/** Rounds that are begun again because a hold ran out. */
const mostLapsed = 8;
const crowd = 50;

export const rivals: readonly Rule[] = [
  {
    id: 'last-ticket',
    group,
    title: `Of two buyers who ask for the last ticket at once, one gets it (${rounds} rounds)`,
    why: 'One ticket, one sale: this is what the whole contract is for.',
    clause: '409 not_available: sold, held by another, or fewer left than asked',
    runs: 'small_listing',
    async check(talk) {
      for (let [round, lapsed] = [1, 0]; round <= rounds; ) {
        // Anew in each round: with the shortest lifetime that there is, one hold need not last for all of them.
        const other = talk.smallDeal(1);
        const isJudged = await race(talk, other, await talk.held(other), round);
        if (isJudged) {
          talk.granted(await talk.release(other), [200]);
          round += 1;
        } else if (++lapsed > mostLapsed) {
          return skipped(
            'holds run out here before two buyers have been answered: connect with a longer hold lifetime',
          );
        }
      }
      return undefined;
    },
  },
  {
    id: 'invoice-against-release',
    group,
    title: 'Of an invoice and a release at once, one is granted, and GET agrees',
    why: 'If both hear yes, the marketplace has a paid order and the broker sells the tickets again.',
    clause: '409 hold_released · already_invoiced: the hold is past that',
    runs: 'in_turn',
    async check(talk) {
      const deal = talk.deal();
      await talk.held(deal);
      const [invoiced, released] = await Promise.all([talk.invoice(deal, talk.newId()), talk.release(deal)]);
      const isSold = invoiced.status === 201 || invoiced.status === 202;
      if (isSold) talk.refused(released, 'already_invoiced');
      else {
        talk.refused(invoiced, 'hold_released');
        talk.granted(released, [200]);
      }
      await talk.comesTo(deal, [isSold ? 'confirmed' : 'released']);
      return undefined;
    },
  },
  {
    id: 'burst',
    group,
    title: `${crowd} holds at once are all answered, no seat is given twice, and all are released`,
    why: 'An on-sale is a burst; a call without an answer is a buyer who waits in the checkout.',
    clause: '201 hold; 429 rate_limited or 503 pos_unreachable when it is too much; the answer comes within the budget',
    runs: 'in_turn',
    async check(talk) {
      const deals = Array.from({ length: crowd }, () => talk.deal());
      const answers = await Promise.all(deals.map((deal) => talk.hold(deal, { takesRateLimit: true })));
      for (const answer of answers) isAnswered(talk, answer);
      const granted = answers.filter(({ status }) => status === 201);
      const [refused] = answers;
      if (granted.length === 0 && refused) talk.unmet(refused, 'at least one of the holds to be granted');
      noSeatTwice(talk, granted);
      const held = deals.filter((_, index) => answers[index]?.status === 201);
      const releases = await Promise.all(held.map((deal) => talk.release(deal)));
      for (const release of releases) talk.granted(release, [200], 'the released hold');
      return undefined;
    },
  },
];

/** Two buyers for what is left beside the ticket of `held`. False: that hold ran out meanwhile, so nothing was seen. */
async function race(talk: Conversation, held: Deal, first: Answer, round: number): Promise<boolean> {
  const deals = [talk.smallDeal(1), talk.smallDeal(1)] as const;
  const [one, other] = await Promise.all([talk.hold(deals[0]), talk.hold(deals[1])]);
  const winners = [one, other].filter(({ status }) => status >= 200 && status < 300);
  if (winners.length === 2 && (await hasRunOut(talk, held))) {
    noSeatTwice(talk, winners);
    for (const deal of deals) await talk.release(deal);
    return false;
  }
  const [winner] = winners;
  if (winners.length !== 1 || !winner) {
    const came = winners.length === 2 ? 'both heard yes' : `neither did: ${wordsOf(one)}; ${wordsOf(other)}`;
    return talk.unmet(other, `one of the two buyers to get the last ticket, in round ${round}`, came);
  }
  talk.refused(winner === one ? other : one, 'not_available');
  noSeatTwice(talk, [first, winner]);
  talk.granted(await talk.release(winner === one ? deals[0] : deals[1]), [200]);
  return true;
}

/** On a slow line a hold may end while others are asked for. Then both tickets were free. */
async function hasRunOut(talk: Conversation, deal: Deal): Promise<boolean> {
  return (await talk.look(deal)).means.includes('expired');
}

/** Too much is an answer too. */
function isAnswered(talk: Conversation, answer: Answer): void {
  if (![201, 429, 503].includes(answer.status)) talk.unmet(answer, '201, or 429 or 503 if it was too much');
}

/** General-admission places have no seat label, and cannot be told apart. */
function noSeatTwice(talk: Conversation, answers: readonly Answer[]): void {
  const given = new Set<string>();
  for (const answer of answers) {
    const seats = answer.body?.seats;
    for (const place of Array.isArray(seats) ? seats : []) {
      const { section, row, seat } = (place ?? {}) as Record<string, unknown>;
      if (seat === null || seat === undefined) continue;
      const name = [section, row, seat].join(' / ');
      if (given.has(name)) talk.unmet(answer, 'every seat to be given once', `${name} was given twice`);
      given.add(name);
    }
  }
}
