// Ticketmaster's professional resellers have an interface, TradeDesk, whose order calls and bodies are not public. Until
// its papers are there, it is offered our own notice and callback; what is known of its transport stands as evidence.
import type { Marketplace } from '../dialect.ts';
import {
  OwnNoticeSettings,
  ownInstantNotification,
  unpublishedInstantNotification,
} from '../unpublished-instant-notification.ts';

const overview = 'developer.ticketmaster.com/products-and-docs/apis/tradedesk/';
const handbook = 'assets.documentcloud.org/documents/4901430/TMR-Professional-Reseller-Handbook-1-1.txt';
const transport =
  'app.ticketmaster.com/tradedeskapi/, and app.ticketmaster.com/tradedeskapi.preview/ to try things out, behind OAuth 2.0: the consumer key of an app that Resale Partner Services make, and the user name and password of the broker’s TradeDesk';
const ours = unpublishedInstantNotification(`${overview} names no order call by its address`);

export const ticketmaster: Marketplace<typeof OwnNoticeSettings> = {
  slug: 'ticketmaster',
  name: 'Ticketmaster',
  capabilities: {
    ...ours,
    flow: {
      value: 'instant_notification',
      grade: 'VENDOR',
      source: `${overview}: orders are fulfilled or rejected by the broker; ${handbook}: they are pending, then confirmed or rejected`,
    },
    authentication: {
      ...ours.authentication,
      source: `${ours.authentication.source}. Its own, for calls to it: ${transport} (VENDOR)`,
    },
    confirmDeadline: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${handbook} has a chapter on it, and no public figure; ${overview} names fulfilling and rejecting, and no confirming. Awaits the partner’s papers; a notice may name it in confirm_by`,
      setting: { name: 'confirm_within_minutes', assumed: '0' },
    },
    whenTheDeadlinePasses: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${handbook} has a chapter on confirmation and cancellation, and no public figure`,
    },
  },
  settings: OwnNoticeSettings,
  instantNotification: ownInstantNotification,
};
