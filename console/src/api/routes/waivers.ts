// Sales that should not have happened, and asking the operator for help.
import type {
  Candidates,
  NewWaiver,
  SupportCaseBody,
  SupportRequest,
  WaiverBody,
  WaiverChange,
  WaiverListed,
  WaiversQuery,
} from '../../../../src/http/broker/schemas/waivers.ts';
import { route } from '../route.ts';

export type { Candidates, WaiverBody, WaiverListed };

type WaiversPage = { items: WaiverListed[]; next_cursor: string | null };

export const listWaivers = route('GET', '/waivers').of<{ query: WaiversQuery; answer: WaiversPage }>();
export const listCandidates = route('GET', '/waivers/candidates').of<{ answer: Candidates }>();
export const openWaiver = route('POST', '/waivers').of<{ body: NewWaiver; answer: WaiverBody }>();
export const readWaiver = route('GET', '/waivers/{waiver_id}').of<{ answer: WaiverBody }>();
export const changeWaiver = route('PATCH', '/waivers/{waiver_id}').of<{ body: WaiverChange; answer: WaiverBody }>();
export const askForHelp = route('POST', '/orders/{order_id}/support-cases').of<{
  body: SupportRequest;
  answer: SupportCaseBody;
}>();
