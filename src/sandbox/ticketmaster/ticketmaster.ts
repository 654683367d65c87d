// A sandbox Ticketmaster: its order calls are not public, so it speaks what Holdfast publishes.
import { ownNoticeSandbox } from '../instant-notification/own-notice.ts';

export const ticketmasterSales = ownNoticeSandbox({ slug: 'ticketmaster', name: 'Ticketmaster' });
