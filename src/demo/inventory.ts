// A broker's inventory for the demo, as the CSV file that the broker would import: all kinds of seats, splits and names.
// Kept: the same seed and day give the same file, and no seat is in two listings.
import { csvLine } from '../import/csv-text.ts';
import { columns } from '../import/listing-file.ts';
import { type Random, seededRandom } from '../sandbox/random.ts';
import { type Genre, type Happening, offsetMinutes, planEvent } from './programme.ts';

/** Where the tickets are, as the file says it. `factor` is on the price of the event. */
type Lot = { section: string; row: string; seats: string; quantity: string; split: string; factor: number };

export function demoListings({ count = 500, seed, from }: { count?: number; seed: number; from: Date }): string {
  const random = seededRandom(seed);
  const happenings = Array.from({ length: Math.max(1, Math.ceil(count / 9)) }, (_, index) =>
    planEvent(random, from.getTime(), index),
  );
  const taken = new Set<string>();
  const lines = [csvLine(columns)];
  for (let number = 0; number < count; number++) {
    const happening = random.pick(happenings);
    const lot = freeLot(random, happening, taken);
    lines.push(csvLine(fieldsOf(random, `TG-${20_001 + number}`, happening, lot)));
  }
  return lines.join('');
}

/** One listing per row of an event, so that no seat is on the shelf twice. */
function freeLot(random: Random, happening: Happening, taken: Set<string>): Lot {
  const lots = lotsOf[happening.genre];
  for (let attempt = 0; ; attempt++) {
    const lot = random.pick(lots)(random);
    // A house that is nearly sold out gets rows of its own at the back.
    const row = attempt < 20 || lot.row === '' ? lot.row : `${lot.row}${attempt}`;
    const section = attempt < 20 || lot.row !== '' ? lot.section : `${lot.section} ${attempt}`;
    const place = [happening.name, happening.venue.name, happening.at, section, row].join('\n');
    if (taken.has(place)) continue;
    taken.add(place);
    return { ...lot, section, row };
  }
}

function fieldsOf(random: Random, remoteId: string, { name, venue, at, basePrice }: Happening, lot: Lot): string[] {
  const price = Math.round(basePrice * lot.factor * (0.85 + random.next() * 0.4));
  return [
    remoteId,
    name,
    venue.name,
    localTime(at, venue.timeZone),
    lot.section,
    lot.row,
    lot.seats,
    lot.quantity,
    `${price}.${random.pick(['00', '00', '00', '50', '95'])}`,
    venue.currency,
    lot.split,
  ];
}

function localTime(instant: number, timeZone: string): string {
  const offset = offsetMinutes(instant, timeZone);
  const two = (count: number): string => String(count).padStart(2, '0');
  const clock = new Date(instant + offset * 60_000).toISOString().slice(0, 19);
  const distance = Math.abs(offset);
  return `${clock}${offset < 0 ? '-' : '+'}${two(Math.floor(distance / 60))}:${two(distance % 60)}`;
}

type MakeLot = (random: Random) => Lot;

const letterRow = (random: Random): string => random.pick([...'ABCDEFGHJKLMNPQRSTUVWXYZ']);
const numberRow = (random: Random): string => String(random.between(1, 34));

/** Seats side by side, such as 5-8; a single one has no range. */
function sideBySide(random: Random): Seating {
  const size = random.pick([1, 2, 2, 2, 3, 4, 4, 4, 5, 6, 8]);
  const first = random.between(1, 22);
  return { seats: size === 1 ? String(first) : `${first}-${first + size - 1}`, size };
}

/** Theatres number one side of the house odd and the other even. */
function oddOrEven(random: Random): Seating {
  const size = random.between(2, 6);
  const first = random.between(1, 16);
  return { seats: Array.from({ length: size }, (_, index) => first + index * 2).join(';'), size };
}

/** How a broker lets so many seats be divided; no rule that would keep all of them from being sold. */
function splitOf(random: Random, size: number): string {
  if (size === 1) return 'any';
  if (size === 2) return random.pick(['any', 'pairs', 'whole', 'never_leave_one']);
  return random.pick(['any', 'pairs', 'whole', 'never_leave_one', 'never_leave_one', '2;4', `1;2;${size}`]);
}

type Seating = { seats: string; size: number };

const seated = (random: Random, section: string, row: string, factor: number, seating = sideBySide(random)): Lot => ({
  section,
  row,
  seats: seating.seats,
  quantity: '',
  split: splitOf(random, seating.size),
  factor,
});

const lowerBowl: MakeLot = (random) => seated(random, String(random.between(101, 128)), letterRow(random), 1.4);
const upperBowl: MakeLot = (random) => seated(random, String(random.between(301, 344)), numberRow(random), 0.6);
const clubLevel: MakeLot = (random) => seated(random, `Club ${random.between(201, 224)}`, letterRow(random), 1.9);
const floorSeats: MakeLot = (random) => seated(random, `Floor ${random.pick(['A', 'B', 'C'])}`, numberRow(random), 2.2);
const orchestra: MakeLot = (random) => seated(random, 'Orchestra', letterRow(random), 1.5, oddOrEven(random));
const mezzanine: MakeLot = (random) => seated(random, 'Mezzanine', letterRow(random), 1.1, oddOrEven(random));
const balcony: MakeLot = (random) => seated(random, 'Balcony', letterRow(random), 0.7);

/** Boxes print a letter before the number. */
const box: MakeLot = (random) => {
  const letter = random.pick(['A', 'B', 'C']);
  const size = random.between(4, 8);
  return seated(random, `Box ${random.between(1, 14)}`, '', 2, { seats: `${letter}1-${letter}${size}`, size });
};

/** A suite is sold as a whole, to one buyer. */
const suite: MakeLot = (random) => {
  const size = random.between(10, 20);
  return { ...seated(random, `Suite ${random.between(1, 60)}`, '', 3.5, { seats: `1-${size}`, size }), split: 'whole' };
};

const standing =
  (section: string, factor: number): MakeLot =>
  (random) => ({
    section,
    row: '',
    seats: '',
    quantity: String(random.between(100, 400)),
    split: random.pick(['any', 'any', '1;2;4', '2;4']),
    factor,
  });

const lotsOf: Record<Genre, readonly MakeLot[]> = {
  concert: [lowerBowl, lowerBowl, upperBowl, upperBowl, floorSeats, clubLevel, suite, standing('Standing', 1)],
  game: [lowerBowl, lowerBowl, upperBowl, upperBowl, upperBowl, clubLevel, suite],
  theatre: [orchestra, orchestra, mezzanine, balcony, box],
  festival: [standing('General Admission', 1), standing('VIP Lawn', 2.4), standing('Camping', 1.3)],
};
