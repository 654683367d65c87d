// How evidence is said to people: what each grade means, and times in words. Total by type: a grade without words does not compile.
import type { Grade } from './evidence.ts';

/** `called`: in the tables. `meaning`: once, at the top of the page. */
export const gradeWords: Readonly<Record<Grade, { called: string; meaning: string }>> = {
  VENDOR: {
    called: 'published',
    meaning:
      'A company says so of itself, in public: on a page, in a specification, in a client that it gives out. Where that is not the marketplace, the source says who.',
  },
  VENDOR_COPY: {
    called: 'published copy',
    meaning: 'The company’s own text, found republished by somebody else. It is theirs, but it may be an old one.',
  },
  THIRD_PARTY: {
    called: 'told by others',
    meaning: 'Somebody else’s client, notes or recorded calls say so.',
  },
  INFERRED: {
    called: 'inferred',
    meaning: 'We reason so from what is known. It may be wrong, so what the hub does by it can be set.',
  },
  UNKNOWN: {
    called: 'not public',
    meaning:
      'Nothing public says it. Nothing is invented: what the hub must do meanwhile is a setting with a cautious default.',
  },
  OURS: {
    called: 'ours',
    meaning:
      'Our own published contract says so. That makes it certain of us; it says nothing of what the marketplace would have chosen.',
  },
};

const units: readonly [number, string][] = [
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
  [1, 'millisecond'],
];

export function timeInWords(ms: number): string {
  const [size, unit] = units.find(([unitMs]) => ms >= unitMs && ms % unitMs === 0) ?? [1, 'millisecond'];
  const count = ms / size;
  return `${count.toLocaleString('en')} ${unit}${count === 1 ? '' : 's'}`;
}
