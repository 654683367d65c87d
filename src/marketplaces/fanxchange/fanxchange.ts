// FanXchange pushes a sale to an address of the broker's, and looks for an agreed text in the answer. The rest of its wire is
// not public: our word goes by our own callback, where there is one, and else it is a person's to give.
import Type from 'typebox';
import type { Marketplace } from '../dialect.ts';
import { callbackSettings, ownCallback, unpublishedInstantNotification } from '../unpublished-instant-notification.ts';
import { pushSettings, readPush } from './push.ts';

const automatorsList = 'support.1ticket.com/support/solutions/articles/35000175751';
const model = 'github.com/fanxchange/fanx-service-clients';
const ours = unpublishedInstantNotification(`${model} has a data model and no calls`);

const Settings = Type.Object({ ...pushSettings, ...callbackSettings }, { additionalProperties: false });

export const fanxchange: Marketplace<typeof Settings> = {
  slug: 'fanxchange',
  name: 'FanXchange',
  capabilities: {
    ...ours,
    flow: {
      value: 'instant_notification',
      grade: 'VENDOR',
      source: `${automatorsList}: an automator's list of instant notification; ${model}: a broker has a notification_url`,
    },
    authentication: {
      value: 'our key, in the address that it pushes to',
      grade: 'OURS',
      source: `our published notice takes a key there. ${model} names an api_username and an api_encrypted_password for its calls to brokers; how they are sent is not public`,
    },
    confirmDeadline: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${model}: brokers and products can be confirmed automatically (has_autoconfirm, is_auto_confirmable), no time is given`,
      setting: { name: 'confirm_within_minutes', assumed: '0' },
    },
    repeatsRecognisedBy: {
      value: 'unknown',
      grade: 'UNKNOWN',
      source: `${model}: the sale’s own number is not among the fields; nor is said how often a push is repeated`,
      setting: { name: 'fields', assumed: 'sale_id' },
    },
  },
  settings: Settings,
  instantNotification: { ...ownCallback, readNotice: readPush },
};
