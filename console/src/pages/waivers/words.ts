// A waiver's states and grounds, as people read them.
import type { WaiverBody } from '../../api/routes/waivers.ts';

type State = WaiverBody['state'];

export const stateLooks = {
  opened: { mood: 'busy', shape: 'half', word: 'opened' },
  submitted: { mood: 'busy', shape: 'disc', word: 'submitted' },
  waived: { mood: 'good', shape: 'disc', word: 'waived' },
  refused: { mood: 'losing', shape: 'triangle', word: 'refused' },
} as const satisfies Record<State, { mood: string; shape: string; word: string }>;

export const groundNames: Readonly<Record<WaiverBody['ground'], string>> = {
  sold_after_decline: 'Sold after we had said no',
  sold_after_release: 'Sold after it had released the hold',
  sold_after_expiry: 'Sold after the hold had run out',
  never_asked: 'Sold without asking',
  tickets_gone: 'Sold when the tickets were gone',
  marketplace_outage: 'Outage at the marketplace',
  other: 'Another reason',
};
