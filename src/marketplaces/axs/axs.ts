// AXS publishes no interface for brokers: fans who sell are told of a sale by mail, and confirm nothing. What it is offered
// is our own notice and callback.
import type { Marketplace } from '../dialect.ts';
import {
  OwnNoticeSettings,
  ownInstantNotification,
  unpublishedInstantNotification,
} from '../unpublished-instant-notification.ts';

const automatorsList = 'support.1ticket.com/support/solutions/articles/35000175751';
const fansPage = 'axssupportanz.axs.com/hc/en-au/articles/8471033269020';
const terms = 'axs.com/legal/terms_of_use.html mentions interfaces and documents none';

export const axs: Marketplace<typeof OwnNoticeSettings> = {
  slug: 'axs',
  name: 'AXS',
  capabilities: {
    ...unpublishedInstantNotification(terms),
    flow: {
      value: 'instant_notification',
      grade: 'VENDOR',
      source: `${automatorsList}: an automator's list of instant notification; ${fansPage}: a seller is told of the sale when it has been made`,
    },
    confirmDeadline: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${fansPage}: fans confirm nothing, for a resale is a transfer within AXS; of brokers nothing is said. Awaits the partner’s papers; a notice may name it in confirm_by`,
      setting: { name: 'confirm_within_minutes', assumed: '0' },
    },
  },
  settings: OwnNoticeSettings,
  instantNotification: ownInstantNotification,
};
