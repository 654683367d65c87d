// What a person may do about an order, each with what it will do and what it costs: from the order's state, from what its
// marketplace declares of itself, and from how it is connected. What nobody outside knows is said to be unknown.
import type { Order } from '../core/order.ts';
import { isOwed } from '../core/owed.ts';
import { type ActKind, type PossibleAct, possibleActs } from '../core/possible-acts.ts';
import type { MarketplaceNature } from '../core/sale.ts';
import { type Settlement, settlementMeanings } from '../core/settle.ts';
import type { Marketplace } from '../marketplaces/dialect.ts';
import { type Cast, capital, thePos, tickets } from './words.ts';

/**
 * `weight`, for how it is offered: `costly` may cost the broker something, `final` cannot be taken back, `plain` is neither.
 * `needs`: what must come with it.
 */
export type OfferedAction = {
  do: ActKind;
  /** With `settle`: what is said to be true. */
  as: Settlement | null;
  label: string;
  does: string;
  costs: string;
  weight: 'plain' | 'costly' | 'final';
  needs: 'reason' | 'listing' | 'consent_to_cost' | 'invoice' | null;
  /** The words that the marketplace takes as a reason; empty: any. */
  reasons: readonly string[];
  /** Whether it is what a sensible person does next. */
  isNext: boolean;
};

export type Dealings = {
  marketplace: Pick<Marketplace, 'capabilities' | 'instantNotification'>;
  nature: Pick<MarketplaceNature, 'confirms' | 'rejects'>;
  cast: Cast;
  /** Whether another listing could fill the sale without making the buyer worse off. */
  hasProposal: boolean;
  /** Whether the order has tickets now. */
  owns: boolean;
};

export function offeredActions(order: Order, dealings: Dealings): OfferedAction[] {
  const next = nextAct(order, dealings);
  const offered = possibleActs(order, dealings.owns).map((act) => ({
    ...act,
    needs: null,
    reasons: [],
    isNext: act.do === next,
    ...offerOf(act, order, dealings),
  }));
  return offered.sort((one, other) => Number(other.isNext) - Number(one.isNext));
}

/** Null: it goes on by itself, or it is over. */
function nextAct(order: Order, { nature, hasProposal }: Dealings): ActKind | null {
  const { state, dueAt } = order;
  if (state === 'unfilled' && hasProposal) return 'fill';
  if (state === 'unfilled') return isOwed(order) ? 'retry' : 'reject';
  if (state === 'confirming' && !nature.confirms && dueAt === null) return 'note_confirmed';
  if (state === 'rejecting' && !nature.rejects) return 'note_rejected';
  return null;
}

function offerOf(act: PossibleAct, order: Order, dealings: Dealings): Offer {
  return act.do === 'settle' ? settling(act.as, order, dealings) : offers[act.do](order, dealings);
}

type Offer = Pick<OfferedAction, 'label' | 'does' | 'costs' | 'weight'> & Partial<OfferedAction>;

const offers: Readonly<Record<Exclude<ActKind, 'settle'>, (order: Order, dealings: Dealings) => Offer>> = {
  reject: (_order, { marketplace, nature, cast }) => ({
    label: 'Reject the sale',
    does: nature.rejects
      ? `Tells ${cast.marketplace} that there is no sale.`
      : `No call can tell ${cast.marketplace}: reject it there yourself, then note it here.`,
    costs: `This cannot be undone. Marketplaces count a rejected sale against you; what ${cast.marketplace} charges for one is not public.`,
    weight: 'final',
    needs: 'reason',
    reasons: marketplace.instantNotification?.rejectReasons ?? [],
  }),
  retry: (order, dealings) => (order.state === 'stuck' ? askAgain(dealings) : lookAgain(order, dealings)),
  fill: (order, { cast }) => ({
    label: 'Fill from another listing',
    does: `Takes tickets of another listing of the same event, and has them invoiced${confirms(order, cast)}.`,
    costs: 'The buyer gets other tickets than were sold. Most marketplaces want the buyer’s consent first.',
    weight: 'costly',
    needs: 'listing',
  }),
  release: (order, dealings) => (order.binding ? bindingRelease(dealings) : freeRelease(dealings)),
  note_confirmed: (_order, { cast }) => ({
    label: 'Note that it is confirmed',
    does: `Ends the order as sold. Do this once you have confirmed the sale at ${cast.marketplace} yourself.`,
    costs: 'Nothing is sent to anyone. If it is not confirmed there, the sale may be lost without anybody noticing.',
    weight: 'costly',
  }),
  note_rejected: (_order, { cast }) => ({
    label: 'Note that it is rejected',
    does: `Ends the order as rejected. Do this once you have rejected the sale at ${cast.marketplace} yourself.`,
    costs: 'Nothing is sent to anyone, and it cannot be undone here.',
    weight: 'final',
  }),
  note_cancelled: ({ state }, { cast }) => ({
    label: 'Note that it is cancelled',
    does: `${state === 'unfilled' ? 'Ends the order' : `Undoes the invoice in ${thePos(cast)} and frees the tickets`}. Do this once ${cast.marketplace} has cancelled the sale.`,
    costs: 'It cannot be undone here. If the sale still stands there, its tickets may be sold to another.',
    weight: 'final',
  }),
};

/** Where the marketplace asked first, the invoice alone confirms the sale. */
function confirms({ flow }: Order, cast: Cast): string {
  return flow === 'order_integration' ? '' : `; then confirms the sale at ${cast.marketplace}`;
}

function lookAgain(order: Order, { cast }: Dealings): Offer {
  const { remoteId, quantity } = order;
  const which = isOwed(order) ? 'The same seats are looked for. ' : '';
  return {
    label: 'Look for its tickets again',
    does: `Takes ${tickets(quantity)} of listing ${remoteId ?? '(not named)'} if they are there now, and has them invoiced${confirms(order, cast)}.`,
    costs: `${which}Costs nothing: without tickets everything stays as it is.`,
    weight: 'plain',
  };
}

/** Of a sale that is stuck with its tickets. */
function askAgain({ cast }: Dealings): Offer {
  return {
    label: 'Have it invoiced again',
    does: `Looks whether ${thePos(cast)} has sold its tickets, and else asks for that once more.`,
    costs: `Costs nothing while the sale stands at ${cast.marketplace}: look there first. Where it is over, its tickets would be sold all the same.`,
    weight: 'plain',
  };
}

const settlementLabels: Readonly<Record<Settlement, string>> = {
  invoiced: 'The POS has sold it',
  unfilled: 'It was sold, and the POS has nothing',
  released: 'There was no sale, and the POS has nothing',
  cancelled: 'The sale is over, and the POS has nothing',
  duplicate: 'Another order has this sale',
};

/** Only a person who has looked can say it; nothing here can check their word. */
function settling(as: Settlement, { invoiceId }: Order, { cast }: Dealings): Offer {
  return {
    label: settlementLabels[as],
    does: `You say what is true: ${settlementMeanings[as]}.`,
    costs: `Look in ${thePos(cast)} and at ${cast.marketplace} first. Your word is taken for it, and it cannot be undone here.`,
    weight: 'final',
    needs: as === 'invoiced' && invoiceId === null ? 'invoice' : null,
  };
}

function bindingRelease({ marketplace, cast }: Dealings): Offer {
  return {
    label: 'Release the hold',
    does: `${capital(thePos(cast))} lets go of the tickets. When ${cast.marketplace} comes to sell them, it is told no.`,
    costs: `Binding: ${costOfRemoval(marketplace, cast)}`,
    weight: 'costly',
    needs: 'consent_to_cost',
  };
}

function freeRelease({ cast }: Dealings): Offer {
  return {
    label: 'Release the hold',
    does: `${capital(thePos(cast))} lets go of the tickets. Should ${cast.marketplace} make a sale of them after all, they are looked for anew.`,
    costs: 'Not binding: letting go costs nothing.',
    weight: 'plain',
  };
}

/** What letting go of one of its binding holds costs, in a sentence. */
export function costOfRemoval(
  { capabilities }: Pick<Marketplace, 'capabilities'>,
  cast: Pick<Cast, 'marketplace'>,
): string {
  const value = capabilities.costOfRemovingAHold?.value ?? 'unknown';
  if (value === 'unknown') return `${cast.marketplace} may charge for this. How much is not public.`;
  return `${cast.marketplace} says: ${value}.`;
}
