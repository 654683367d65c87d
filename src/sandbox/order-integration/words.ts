// What happened in one exchange, in a few words for people who watch.
import type { Asked, Line } from './book.ts';
import type { ToldHold } from './wire.ts';

export function describe(line: Line, { ask, answer }: Asked): string {
  const asks = {
    hold: `hold ${line.quantity} of ${line.remoteId}`,
    look: 'look',
    release: 'release',
    invoice: `invoice as ${line.orderId}`,
  }[ask];
  if (answer.kind === 'lost') return `${asks}: answer lost (${answer.why.replaceAll('_', ' ')})`;
  if (answer.hold) return `${asks}: ${answer.hold.status}${ask === 'hold' ? seatsIn(answer.hold) : ''}`;
  const says = answer.means ? 'done' : `status ${answer.status}`;
  return `${asks}: ${answer.code?.replaceAll('_', ' ') ?? says}`;
}

function seatsIn({ seats }: ToldHold): string {
  const [first] = seats ?? [];
  if (!first) return '';
  const where = [first.section, first.row].filter((part) => part !== null).join(' ');
  const labels = (seats ?? []).flatMap(({ seat }) => seat ?? []);
  return labels.length > 0
    ? `, ${where} seats ${labels.join(' ')}`.replace('  ', ' ')
    : `, ${where} without numbered seats`.replace('  ', ' ');
}
