// What the account has chosen for itself.
import type { AutoRejectBody, Settings, SettingsChange, Trial } from '../../../../src/http/broker/schemas/settings.ts';
import { route } from '../route.ts';

export const readSettings = route('GET', '/settings').of<{ answer: Settings }>();
export const changeSettings = route('PATCH', '/settings').of<{ body: SettingsChange; answer: Settings }>();
export const tryAutoReject = route('POST', '/settings/auto-reject/trial').of<{ body: AutoRejectBody; answer: Trial }>();
