// What is on in the demo: venues and events. Every act, team and venue is made up.
import type { Random } from '../sandbox/random.ts';

type Venue = { name: string; timeZone: string; currency: string };
export type Genre = 'concert' | 'game' | 'theatre' | 'festival';
export type Happening = { name: string; genre: Genre; venue: Venue; at: number; basePrice: number };

type City = { city: string; timeZone: string; currency: string };

const americanCities: readonly City[] = [
  { city: 'Boston', timeZone: 'America/New_York', currency: 'USD' },
  { city: 'Baltimore', timeZone: 'America/New_York', currency: 'USD' },
  { city: 'Atlanta', timeZone: 'America/New_York', currency: 'USD' },
  { city: 'Chicago', timeZone: 'America/Chicago', currency: 'USD' },
  { city: 'Nashville', timeZone: 'America/Chicago', currency: 'USD' },
  { city: 'Austin', timeZone: 'America/Chicago', currency: 'USD' },
  { city: 'Denver', timeZone: 'America/Denver', currency: 'USD' },
  { city: 'Phoenix', timeZone: 'America/Phoenix', currency: 'USD' },
  { city: 'Seattle', timeZone: 'America/Los_Angeles', currency: 'USD' },
  { city: 'San Diego', timeZone: 'America/Los_Angeles', currency: 'USD' },
];

const farCities: readonly City[] = [
  { city: 'Toronto', timeZone: 'America/Toronto', currency: 'CAD' },
  { city: 'Montréal', timeZone: 'America/Toronto', currency: 'CAD' },
  { city: 'London', timeZone: 'Europe/London', currency: 'GBP' },
  { city: 'Manchester', timeZone: 'Europe/London', currency: 'GBP' },
  { city: 'Berlin', timeZone: 'Europe/Berlin', currency: 'EUR' },
  { city: 'Köln', timeZone: 'Europe/Berlin', currency: 'EUR' },
];

const cities = [...americanCities, ...farCities];

const houses: Record<Genre, readonly string[]> = {
  concert: ['Lantern Arena', 'Meridian Garden', 'Foundry Hall', 'Harborlight Center', 'The Saltworks'],
  game: ['Copperfield Stadium', 'Union Yard Park', 'Northgate Dome', 'Old Mill Coliseum'],
  theatre: ['Alder Street Theatre', 'The Marigold Playhouse', 'Orpheon Theatre', 'Royal Canal Opera House'],
  festival: ['Willow Island', 'Prairie Showground', 'Lakeside Common'],
};

const acts = [
  'Velvet Cartographers',
  'Juniper Vale',
  'The Paper Comets',
  'Marlow & the Tides',
  'DJ Halcyon',
  'Ruby Okonkwo',
  'Glasshouse Parade',
  'Tomás Ibarrola',
  'Night Ferry',
  'The Brass Almanac',
  'Sable and Sons',
  'Ottoline Grey',
  'The Understudies',
  'Copper Wren',
  'Low Orbit Choir',
  '東京月光バンド',
  'Ансамбль «Северный ветер»',
  '서울 달빛 오케스트라',
  'Νυχτερινή Ορχήστρα',
  'فرقة نسيم الشرق',
];
const tours = ['World Tour', 'Slow Rivers Tour', 'Live in Concert', 'The Farewell, Again', 'Electric Summer Tour', ''];

/** As long as a real one, to see what a column does with it. */
const longNames = [
  'An Evening of Film Music with the Meridian Philharmonic: The Complete Starlight Trilogy, Live to Picture',
  'The Thirty-First Annual All-Stars Charity Gala, Hosted by Juniper Vale, with Very Special Guests to Be Announced',
];

/** City → its team. The home team plays in its own city. */
const teams: Record<string, Record<string, string>> = {
  Football: { Boston: 'Beacons', Denver: 'Drovers', Atlanta: 'Ironwoods', Seattle: 'Stormgulls', Chicago: 'Anvils' },
  Basketball: {
    Austin: 'Comets',
    Phoenix: 'Mirage',
    Nashville: 'Strings',
    Baltimore: 'Rowers',
    'San Diego': 'Breakers',
  },
  Baseball: { Chicago: 'Millers', Boston: 'Lamplighters', Seattle: 'Evergreens', Denver: 'Prospectors' },
  Hockey: {
    Toronto: 'Northlights',
    Montréal: 'Voyageurs',
    Boston: 'Icebreakers',
    Denver: 'Glaciers',
    Chicago: 'Gales',
  },
};

const plays = [
  'The Cartographer’s Daughter',
  'Moonlight on Mercer Street: The Musical',
  'A Winter in Trieste',
  'Comedy Night: "Late, Later, Latest"',
  'Le Jardin d’hiver',
  'Swans, Revisited (Ballet in Two Acts)',
];
const festivals = ['Willow Folk Weekend', 'Basslines by the Lake', 'Sunfield Festival', 'Harvest Jazz & Blues Days'];

const minute = 60_000;
const day = 24 * 60 * minute;

const genres = ['concert', 'concert', 'concert', 'concert', 'game', 'game', 'game', 'theatre', 'festival'] as const;
const hours: Record<Genre, readonly number[]> = {
  concert: [19, 20, 20.5],
  game: [13, 16, 19, 19.5],
  theatre: [14, 19.5, 20],
  festival: [12],
};

const everySixthIsFar = 6;

/**
 * An event within a year after `from`, at an hour at which such events begin. Kinds and far places take turns by `index`,
 * so that none is missing however chance falls.
 */
export function planEvent(random: Random, from: number, index: number): Happening {
  const genre = genres[index % genres.length] ?? 'concert';
  const turn = index / everySixthIsFar;
  const { name, basePrice, city } = titles[genre](random);
  const visited = Number.isInteger(turn) ? farCities[turn % farCities.length] : undefined;
  const place = cities.find((one) => one.city === city) ?? visited ?? random.pick(americanCities);
  return {
    name,
    genre,
    venue: { ...place, name: `${random.pick(houses[genre])}, ${place.city}` },
    at: localHour(from + random.between(2, 360) * day, random.pick(hours[genre]), place.timeZone),
    basePrice,
  };
}

/** `city` is given where the event can be nowhere else. */
type Title = { name: string; basePrice: number; city?: string };

const titles: Record<Genre, (random: Random) => Title> = {
  concert: (random) => {
    if (random.chance(0.2)) return { name: random.pick(longNames), basePrice: random.between(90, 260) };
    const tour = random.pick(tours);
    return { name: random.pick(acts) + (tour && `: ${tour}`), basePrice: random.between(55, 240) };
  },
  game: (random) => {
    const [sport, teamOf] = random.pick(Object.entries(teams));
    const [city, team] = random.pick(Object.entries(teamOf));
    const [visitorsCity, visitors] = random.pick(Object.entries(teamOf).filter(([other]) => other !== city));
    return {
      name: `${sport}: ${visitorsCity} ${visitors} at ${city} ${team}`,
      basePrice: random.between(28, 190),
      city,
    };
  },
  theatre: (random) => ({ name: random.pick(plays), basePrice: random.between(60, 180) }),
  festival: (random) => ({ name: random.pick(festivals), basePrice: random.between(110, 320) }),
};

/** That hour by the clocks of the place, on the day on which the instant falls there. */
function localHour(instant: number, hour: number, timeZone: string): number {
  const offset = offsetMinutes(instant, timeZone) * minute;
  const midnight = Math.floor((instant + offset) / day) * day;
  return midnight + hour * 60 * minute - offset;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

export function offsetMinutes(instant: number, timeZone: string): number {
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  clocks.set(timeZone, clock);
  const name = clock.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = /^GMT([+-])(\d{2}):(\d{2})$/.exec(name) ?? ['', '+', '0', '0'];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
