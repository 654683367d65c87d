// A waiver and its case, as the reference page shows them.
import type { CaseBody, WaiverBody, WaiverListed } from './schemas/waivers.ts';

const body: Omit<WaiverBody, 'case'> = {
  waiver_id: '0d8c3a52-9a61-4a53-8d0e-0f4b1f1f7c11',
  order_id: '8f14e45f-ceea-467f-9a36-dcf1a2d7b001',
  ground: 'sold_after_release',
  state: 'submitted',
  at_stake: { amount: 37_000, currency: 'USD' },
  saved: null,
  note: 'Please waive the fee for this order.',
  opened_at: '2026-11-20T13:02:11.004Z',
  opened_by: 'Ada Lovelace',
  submitted_at: '2026-11-20T13:10:40.551Z',
  ended_at: null,
};

export const exampleCase: CaseBody = {
  broker: 'Front Row Tickets',
  marketplace: 'Example Exchange',
  global_id: 'te-7f3c2a90',
  order_number: '8841207-1',
  ground: 'sold_after_release',
  claim: 'Example Exchange sold these tickets after it had released its hold on them.',
  sold_at: '2026-11-20T12:30:00.000Z',
  listing: {
    remote_id: 'TG-20418',
    event: 'The Longest Night',
    venue: 'Old Hall',
    event_at: '2026-12-21T20:00:00.000Z',
  },
  quantity: 2,
  seats: [
    { section: '112', row: 'C', seat: '5' },
    { section: '112', row: 'C', seat: '6' },
  ],
  at_stake: { amount: 37_000, currency: 'USD' },
  note: 'Please waive the fee for this order.',
  availability: {
    at: '2026-11-20T12:30:00.000Z',
    sentence: 'Of the 2 tickets of listing TG-20418, none was free at that moment, and the sale was of 2.',
    tickets: [
      {
        seat: '5',
        owner: { marketplace: 'Other Exchange', global_id: 'g-9', state: 'held', since: '2026-11-20T12:10:00.000Z' },
        elsewhere: false,
      },
    ],
  },
  story: [
    {
      at: '2026-11-20T12:30:00.000Z',
      sentence: 'Example Exchange invoiced it, and was told no.',
      exchanges: [],
    },
  ],
};

export const exampleWaiver: WaiverBody = { ...body, case: exampleCase };
export const exampleListed: WaiverListed = {
  ...body,
  marketplace: 'example-exchange',
  global_id: 'te-7f3c2a90',
  event: 'The Longest Night',
};
