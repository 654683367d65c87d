// The places of the console, in the order of the rail. A phone shows the first three in its bottom bar, and the others under
// "More".
import { IconActivityHeartbeat, type TablerIcon } from '@tabler/icons-react';

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
];
