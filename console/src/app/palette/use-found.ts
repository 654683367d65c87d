// What the search finds. Each source answers for itself: one that is slow or broken keeps no other from being shown.
import { useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useSignOut } from '../session.ts';
import { places } from '../shell/places.ts';
import { useFoundListings } from './found-listings.ts';
import { useFoundOrders } from './found-orders.ts';

export type Found = { key: string; title: string; about: string; open: () => void };
export type FoundGroup = { name: string; items: Found[] };

export function useFound(words: string): { groups: FoundGroup[]; isLooking: boolean } {
  const pages = usePages(words);
  const orders = useFoundOrders(words);
  const listings = useFoundListings(words);
  const switches = useSwitches(words);
  const groups = [pages, orders.group, ...listings.groups, switches].filter(({ items }) => items.length > 0);
  return { groups, isLooking: orders.isLooking || listings.isLooking };
}

function usePages(words: string): FoundGroup {
  const navigate = useNavigate();
  const items = places.map(({ to, name, about }) => ({
    key: to,
    title: name,
    about,
    open: () => void navigate({ to }),
  }));
  return { name: 'Pages', items: items.filter((item) => isAbout(item, words)) };
}

function useSwitches(words: string): FoundGroup {
  const { setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const scheme = (value: 'light' | 'dark' | 'auto', title: string): Found => ({
    key: value,
    title,
    about: 'how the console looks on this device',
    open: () => setColorScheme(value),
  });
  const items = [
    scheme('light', 'Light'),
    scheme('dark', 'Dark'),
    scheme('auto', 'As the system'),
    { key: 'sign-out', title: 'Sign out', about: 'ends the session on this device', open: () => void signOut() },
  ];
  // Only when asked for: nobody opens the search to sign out.
  return { name: 'Switches', items: words === '' ? [] : items.filter((item) => isAbout(item, words)) };
}

/** Every word begins a word of it. */
function isAbout({ title, about }: Pick<Found, 'title' | 'about'>, words: string): boolean {
  const known = `${title} ${about}`.toLowerCase().split(/\W+/);
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => known.some((one) => one.startsWith(word)));
}
