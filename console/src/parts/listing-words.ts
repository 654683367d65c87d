// Short ways to say what a listing is and how it may be divided.
import type { ListingSummary } from '../../../src/http/broker/schemas/listings.ts';

/** "112 · row C", or that it names no place. */
export function placeOf({ section, row }: Pick<ListingSummary, 'section' | 'row'>): string {
  return [section, row && `row ${row}`].filter(Boolean).join(' · ') || 'no section';
}

export const splitRules = ['any', 'pairs', 'never_leave_one', 'whole'] as const;
type SplitRule = (typeof splitRules)[number];

const names: Record<SplitRule, string> = {
  any: 'any number',
  pairs: 'in pairs',
  never_leave_one: 'never leave one',
  whole: 'all together',
};

/** Of a rule, or of a list of quantities such as `2;4`. */
export function splitName(split: string): string {
  return names[split as SplitRule] ?? split.replaceAll(';', ' or ');
}

const meanings: Record<SplitRule, string> = {
  any: 'A buyer may have as many as there are, also one alone.',
  pairs: 'A buyer may have two, four, six and so on.',
  never_leave_one: 'A buyer may have any number that leaves none or at least two.',
  whole: 'A buyer takes all that are free, or none.',
};

export function splitMeaning(split: string): string {
  return meanings[split as SplitRule] ?? 'A buyer may have one of these numbers of tickets, and no other.';
}
