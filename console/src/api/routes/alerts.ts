// What needs a person, and where it is told.
import type {
  AddedChannel,
  AlertBody,
  AlertsQuery,
  Channel,
  ChannelChange,
  Channels,
  NewChannel,
  TriedChannel,
} from '../../../../src/http/broker/schemas/alerts.ts';
import { route } from '../route.ts';

type AlertsPage = { items: AlertBody[]; next_cursor: string | null };

export const listAlerts = route('GET', '/alerts').of<{ query: AlertsQuery; answer: AlertsPage }>();
export const noteAlertDone = route('POST', '/alerts/{alert_id}/done').of<{ answer: undefined }>();
export const listChannels = route('GET', '/alert-channels').of<{ answer: Channels }>();
export const addChannel = route('POST', '/alert-channels').of<{ body: NewChannel; answer: AddedChannel }>();
export const changeChannel = route('PATCH', '/alert-channels/{channel_id}').of<{
  body: ChannelChange;
  answer: Channel;
}>();
export const removeChannel = route('DELETE', '/alert-channels/{channel_id}').of<{ answer: undefined }>();
export const testChannel = route('POST', '/alert-channels/{channel_id}/test').of<{ answer: TriedChannel }>();
