// The places of the console, in the order of the rail. A phone shows the first three in its bottom bar, and the others under
// "More".
import {
  IconActivityHeartbeat,
  IconBell,
  IconBuildingStore,
  IconChartBar,
  IconGavel,
  IconHandGrab,
  IconPlugConnected,
  IconReceipt2,
  IconSettings,
  IconTicket,
  type TablerIcon,
} from '@tabler/icons-react';

export type Place = {
  to: string;
  name: string;
  /** Pressed after `g`, it goes there. */
  key: string;
  icon: TablerIcon;
  /** What one finds there, for the search. */
  about: string;
};

export const places: readonly Place[] = [
  { to: '/', name: 'Now', key: 'n', icon: IconActivityHeartbeat, about: 'what needs you, what it costs, and by when' },
  {
    to: '/orders',
    name: 'Orders',
    key: 'o',
    icon: IconReceipt2,
    about: 'every deal and its story, by event, number or buyer',
  },
  { to: '/holds', name: 'Holds', key: 'h', icon: IconHandGrab, about: 'who holds what, until when, and release' },
  {
    to: '/listings',
    name: 'Listings',
    key: 'l',
    icon: IconTicket,
    about: 'what you have, whose it is, price, split, import',
  },
  { to: '/alerts', name: 'Alerts', key: 'a', icon: IconBell, about: 'what needs a person, and who has seen to it' },
  {
    to: '/reports',
    name: 'Reports',
    key: 'r',
    icon: IconChartBar,
    about: 'sales, declines, rejects, money at risk and lost',
  },
  {
    to: '/waivers',
    name: 'Waivers',
    key: 'w',
    icon: IconGavel,
    about: 'sales that should not have happened, and their cases',
  },
  {
    to: '/connections',
    name: 'Connections',
    key: 'c',
    icon: IconPlugConnected,
    about: 'marketplaces: how each is, keys, credentials, settings, pause',
  },
  {
    to: '/points-of-sale',
    name: 'POS systems',
    key: 'p',
    icon: IconBuildingStore,
    about: 'where your tickets stand: how each is, what was found, what while it is away',
  },
  { to: '/settings', name: 'Settings', key: 's', icon: IconSettings, about: 'rules, alert channels, people, tokens' },
];
