// An order's state as a word, a colour and a shape: any one of the three alone says it.
import type { OrderState } from '../../../src/core/transitions.ts';
import styles from './status-badge.module.css';

type Mood = 'good' | 'busy' | 'calm' | 'needs' | 'losing';
type Shape = 'disc' | 'half' | 'ring' | 'dash' | 'cross' | 'triangle' | 'diamond';

const looks: Record<OrderState, [Mood, Shape]> = {
  holding: ['busy', 'half'],
  held: ['busy', 'ring'],
  pledged: ['busy', 'half'],
  declined: ['calm', 'cross'],
  undoing: ['busy', 'half'],
  releasing: ['busy', 'half'],
  released: ['calm', 'dash'],
  expiring: ['busy', 'half'],
  expired: ['calm', 'dash'],
  reported: ['busy', 'half'],
  invoicing: ['busy', 'half'],
  retaking: ['busy', 'half'],
  confirming: ['busy', 'half'],
  confirmed: ['good', 'disc'],
  unfilled: ['needs', 'triangle'],
  rejecting: ['busy', 'half'],
  rejected: ['calm', 'cross'],
  voiding: ['busy', 'half'],
  cancelled: ['calm', 'cross'],
  duplicate: ['calm', 'dash'],
  stuck: ['needs', 'diamond'],
};

/** All that an order can be in, in the order of its life. */
export const orderStates = Object.keys(looks) as OrderState[];

/** `isLosing`: money is being lost right now, so that its colour may be red. */
export function StatusBadge({ state, isLosing = false }: { state: OrderState; isLosing?: boolean }) {
  const [mood, shape] = looks[state];
  return (
    <Badge mood={isLosing && mood === 'needs' ? 'losing' : mood} shape={shape}>
      {state}
    </Badge>
  );
}

/** The same for what is no order: a connection, an import, a waiver. */
export function Badge({ mood, shape, children }: { mood: Mood; shape: Shape; children: string }) {
  return (
    <span className={styles.badge} data-mood={mood}>
      <ShapeMark shape={shape} />
      {children}
    </span>
  );
}

const outlines: Record<Shape, React.ReactNode> = {
  disc: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  half: (
    <>
      <circle cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" strokeWidth="1.3" />
      <path d="M5 1.5a3.5 3.5 0 0 1 0 7z" fill="currentColor" />
    </>
  ),
  ring: <circle cx="5" cy="5" r="3.3" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  dash: <path d="M1.5 5h7" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
  cross: <path d="M2 2l6 6M8 2l-6 6" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />,
  triangle: <path d="M5 .8l4.6 8.2H.4z" fill="currentColor" />,
  diamond: <path d="M5 .2L9.8 5 5 9.8.2 5z" fill="currentColor" />,
};

function ShapeMark({ shape }: { shape: Shape }) {
  return (
    <svg viewBox="0 0 10 10" width="9" height="9" aria-hidden="true">
      {outlines[shape]}
    </svg>
  );
}
