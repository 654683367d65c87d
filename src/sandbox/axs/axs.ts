// A sandbox AXS: nothing of AXS's own wire is public, so it speaks what Holdfast publishes.
import { ownNoticeSandbox } from '../instant-notification/own-notice.ts';

export const axsSales = ownNoticeSandbox({ slug: 'axs', name: 'AXS' });
