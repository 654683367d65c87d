// The law by which a hub is held to its word: every answer about a line must be true together with every other.
// Pure. Sentences come back, one for each breach; none means that the hub kept its word.
import type { Asked, Line } from './book.ts';
import { type Known, learn, nothingKnown } from './possible.ts';
import type { ToldHold } from './wire.ts';

/** Every breach in the line's history, and in what the hub says of it now. */
export function contradictionsOf(line: Line, now: Asked): string[] {
  const asked = [...line.asked, now];
  const sentences = [...brokenHistory(asked), ...changedRefusals(line.asked)];
  if (now.answer.kind === 'lost') sentences.push(`the hub could not be asked: ${now.answer.detail}`);
  let granted: ToldHold | null = null;
  let confirmed: ToldHold | null = null;
  for (const { answer } of asked) {
    if (answer.kind !== 'answered') continue;
    const { hold } = answer;
    if (hold === null) {
      if (answer.code === null && !answer.means)
        sentences.push(`an answer with status ${answer.status} is not in the contract`);
      continue;
    }
    sentences.push(...wrongOf(line, hold));
    const namesSeats = hold.seats !== null && hold.seats.length > 0;
    if (granted && namesSeats) sentences.push(...changedSeats(granted, hold));
    if (namesSeats) granted ??= hold;
    if (confirmed && hold.status === 'confirmed') sentences.push(...changedSale(confirmed, hold));
    if (hold.status === 'confirmed') confirmed ??= hold;
  }
  return [...new Set(sentences)].map((sentence) => `${line.globalId}: ${sentence}.`);
}

function brokenHistory(asked: readonly Asked[]): string[] {
  const sentences: string[] = [];
  let known: Known = nothingKnown;
  for (const one of asked) {
    const { known: next, contradiction } = learn(known, one);
    if (contradiction) {
      const stood = [...known.standings].join(' or ');
      sentences.push(`it stood as ${stood}, and asked to ${one.ask} the hub said ${wordsOf(one)}`);
    }
    known = next;
  }
  return sentences;
}

function wordsOf({ answer }: Asked): string {
  if (answer.kind === 'lost') return 'nothing';
  return `${answer.hold?.status ?? answer.code ?? 'something that is not in the contract'} (${answer.status})`;
}

const refusalsOfHolds = new Set([
  'listing_unknown',
  'not_available',
  'split_not_allowed',
  'price_too_low',
  'pos_unreachable',
]);

/** Same question, same answer: whoever was told why not is told the same why again. */
function changedRefusals(asked: readonly Asked[]): string[] {
  const reasons = new Set<string>();
  for (const { ask, answer } of asked) {
    const code = answer.kind === 'answered' ? answer.code : null;
    if (ask === 'hold' && code !== null && refusalsOfHolds.has(code)) reasons.add(code);
  }
  return reasons.size > 1 ? [`the same hold was refused as ${[...reasons].join(' and as ')}`] : [];
}

/** What is wrong with one hold by itself. */
function wrongOf(line: Line, hold: ToldHold): string[] {
  const sentences: string[] = [];
  if (hold.global_id !== line.globalId && hold.global_id !== line.movedTo)
    sentences.push(`the hub answered with the hold ${hold.global_id}`);
  const isTombstone = hold.remote_id === null && hold.status === 'released';
  const { remote_id = line.remoteId, quantity = line.quantity } = hold;
  if (!isTombstone && remote_id !== line.remoteId) sentences.push(`the listing became ${remote_id}`);
  if (!isTombstone && quantity !== line.quantity) sentences.push(`the quantity became ${quantity}`);
  const hasTickets = hold.status === 'held' || hold.status === 'invoicing' || hold.status === 'confirmed';
  if (hasTickets && hold.seats !== null && hold.seats.length !== line.quantity) {
    sentences.push(`${line.quantity} tickets were asked for and ${hold.seats.length} are ${hold.status}`);
  }
  if (hold.order_id !== null && hold.order_id !== line.orderId) {
    sentences.push(`it was sold as order ${line.orderId}, and the hub has order ${hold.order_id}`);
  }
  if (hold.status === 'confirmed' && (hold.order_id === null || hold.invoice_id === null)) {
    sentences.push('it is confirmed without an order id or an invoice id');
  }
  return sentences;
}

function changedSeats(before: ToldHold, after: ToldHold): string[] {
  const [was, is] = [seatsIn(before), seatsIn(after)];
  return was === is ? [] : [`its seats were ${was} and became ${is}`];
}

function seatsIn(hold: ToldHold): string {
  return (hold.seats ?? [])
    .map(({ section, row, seat }) => [section, row, seat].map((part) => part ?? '-').join('/'))
    .join(' ');
}

function changedSale(before: ToldHold, after: ToldHold): string[] {
  const sentences: string[] = [];
  if (before.invoice_id !== after.invoice_id) {
    sentences.push(`it was confirmed with invoice ${before.invoice_id}, and the hub has invoice ${after.invoice_id}`);
  }
  if (before.order_id !== after.order_id) {
    sentences.push(`it was confirmed as order ${before.order_id}, and the hub has order ${after.order_id}`);
  }
  return sentences;
}
