// Every operation of the broker API, written down once more by hand: who is admitted, and a call that is right. An operation
// that is not here fails the tests: whoever adds a route adds its line.
import { exampleFile } from '../../../src/import/example-file.ts';
import { testPassword } from '../../support/broker.ts';
import type { Belongings } from './belongings.ts';

/** `people`: no token, whatever its scopes. */
export type Admitted = 'anyone' | 'signed_in' | 'signed_in people' | 'read' | 'trade' | 'manage' | 'manage people';

export type Named = { params?: Record<string, string>; query?: Record<string, string>; body?: object; csv?: string };

export type Case = {
  admits: Admitted;
  /** A call that its own account is answered with success. What it takes of `of` it names. */
  call: (of: Belongings) => Named;
  /** What another account is answered where the call names something of this one: usually that there is no such thing. */
  toOthers?: 'nothing is found';
  /** Where one's own account is answered otherwise than with success, and why. */
  ownStatus?: { status: number; because: string };
};

const plain: Case['call'] = () => ({});
const orderOf: Case['call'] = ({ orderId }) => ({ params: { order_id: orderId } });
const waiverOf: Case['call'] = ({ waiverId }) => ({ params: { waiver_id: waiverId } });
const listingOf: Case['call'] = ({ remoteId }) => ({ params: { remote_id: remoteId } });
const connectionOf: Case['call'] = ({ connectionId }) => ({ params: { connection_id: connectionId } });
/** Every account here has one, so nothing of another's can be named: test/broker/points-of-sale.test.ts has who has none. */
const posOf: Case['call'] = () => ({ params: { pos: 'bridge' } });
const link = { token: 'pQ3v0m5Wc1xS7yZ2aB4dE6fG8hJ0kL2nP4rT6uV8wXy' };
const noLink = { status: 404, because: 'the link is nobody’s: test/broker/joining.test.ts has real ones' };

export const cases: Readonly<Record<string, Case>> = {
  getSession: { admits: 'signed_in', call: plain },
  signIn: { admits: 'anyone', call: ({ personEmail }) => ({ body: { email: personEmail, password: testPassword } }) },
  signOut: { admits: 'signed_in people', call: plain },
  chooseAccount: { admits: 'signed_in people', call: ({ accountId }) => ({ body: { account_id: accountId } }) },
  changePassword: {
    admits: 'signed_in people',
    call: () => ({ body: { current_password: 'not the present one', new_password: testPassword } }),
    ownStatus: { status: 400, because: 'the present password is not that one' },
  },
  getSignUp: { admits: 'anyone', call: plain },
  signUp: {
    admits: 'anyone',
    call: () => ({ body: { account_name: 'A', name: 'B', email: 'c@broker.example', password: testPassword } }),
    ownStatus: { status: 403, because: 'the operator has not opened it' },
  },
  lookAtInvitation: { admits: 'anyone', call: () => ({ params: link }), ownStatus: noLink },
  join: { admits: 'anyone', call: () => ({ params: link, body: { password: testPassword } }), ownStatus: noLink },
  forgotPassword: {
    admits: 'anyone',
    call: ({ personEmail }) => ({ body: { email: personEmail } }),
    ownStatus: { status: 409, because: 'this hub sends no mail: test/broker/joining.test.ts has one that does' },
  },
  lookAtPasswordLink: { admits: 'anyone', call: () => ({ params: link }), ownStatus: noLink },
  setPassword: {
    admits: 'anyone',
    call: () => ({ params: link, body: { password: testPassword } }),
    ownStatus: noLink,
  },

  listPeople: { admits: 'read', call: plain },
  changeRole: {
    admits: 'manage people',
    call: ({ personId }) => ({ params: { person_id: personId }, body: { role: 'viewer' } }),
  },
  removePerson: { admits: 'manage people', call: ({ personId }) => ({ params: { person_id: personId } }) },
  listInvitations: { admits: 'manage people', call: plain },
  invite: { admits: 'manage people', call: () => ({ body: { email: 'grace@broker.example', role: 'viewer' } }) },
  withdrawInvitation: {
    admits: 'manage people',
    call: ({ invitationId }) => ({ params: { invitation_id: invitationId } }),
  },
  listTokens: { admits: 'manage people', call: plain },
  createToken: { admits: 'manage people', call: () => ({ body: { name: 'nightly', scopes: ['read'] } }) },
  revokeToken: { admits: 'manage people', call: ({ tokenId }) => ({ params: { token_id: tokenId } }) },
  listDeeds: {
    admits: 'read',
    call: ({ channelId }) => ({ query: { subject_kind: 'alert_channel', subject_id: channelId } }),
    toOthers: 'nothing is found',
  },
  readStream: { admits: 'read', call: plain },

  getNow: { admits: 'read', call: plain },
  getHealth: { admits: 'read', call: plain },
  listAlerts: { admits: 'read', call: plain },
  noteAlertDone: { admits: 'trade', call: ({ alertId }) => ({ params: { alert_id: alertId } }) },
  listAlertChannels: { admits: 'read', call: plain },
  addAlertChannel: { admits: 'manage', call: () => ({ body: { email: 'desk@broker.example' } }) },
  pauseAlertChannel: {
    admits: 'manage',
    call: ({ channelId }) => ({ params: { channel_id: channelId }, body: { paused: false } }),
  },
  removeAlertChannel: { admits: 'manage', call: ({ channelId }) => ({ params: { channel_id: channelId } }) },
  testAlertChannel: { admits: 'manage', call: ({ channelId }) => ({ params: { channel_id: channelId } }) },

  listMarketplaces: { admits: 'read', call: plain },
  listConnections: { admits: 'read', call: plain },
  addConnection: { admits: 'manage', call: () => ({ body: { marketplace: 'axs' } }) },
  getConnection: { admits: 'read', call: connectionOf },
  changeConnection: {
    admits: 'manage',
    call: (of) => ({ ...connectionOf(of), body: { settings: { poll_seconds: 120 } } }),
  },
  enterCredentials: {
    admits: 'manage',
    call: (of) => ({
      ...connectionOf(of),
      body: { credentials: { token: 'token', secret: 'secret', reviewer_id: 7 } },
    }),
  },
  listPosKinds: { admits: 'read', call: plain },
  listPointsOfSale: { admits: 'read', call: plain },
  getPointOfSale: { admits: 'read', call: posOf },
  connectPointOfSale: {
    admits: 'manage',
    call: () => ({
      params: { pos: 'tixstock' },
      body: { settings: { token: 'a token', url: 'http://127.0.0.1:9', hold_path: 'holds', release_path: 'releases' } },
    }),
  },
  changePointOfSale: { admits: 'manage', call: (of) => ({ ...posOf(of), body: { when_away: 'pledge' } }) },
  disconnectPointOfSale: { admits: 'manage', call: posOf },
  testPointOfSale: { admits: 'manage', call: posOf },
  listFindings: { admits: 'read', call: plain },
  testConnection: { admits: 'manage', call: connectionOf },
  listUnreadableNotices: { admits: 'read', call: connectionOf },
  issueKey: { admits: 'manage', call: connectionOf },
  revokeKey: {
    admits: 'manage',
    call: ({ connectionId, keyId }) => ({ params: { connection_id: connectionId, key_id: keyId } }),
  },

  getPerformanceReport: { admits: 'read', call: plain },
  getPerformanceReportAsCsv: { admits: 'read', call: plain },
  getDeclinesReport: { admits: 'read', call: plain },
  getSettings: { admits: 'read', call: plain },
  changeSettings: { admits: 'manage', call: () => ({ body: { time_zone: 'America/New_York' } }) },
  tryAutoReject: {
    admits: 'read',
    call: () => ({ body: { when: 'before_deadline', margin_minutes: 30, most_amount: 50_000, reason: 'Gone' } }),
  },

  listOrders: {
    admits: 'read',
    call: ({ globalId }) => ({ query: { q: globalId } }),
    toOthers: 'nothing is found',
  },
  exportOrders: { admits: 'read', call: plain },
  getOrder: { admits: 'read', call: orderOf },
  listProposals: { admits: 'read', call: orderOf },
  actOnOrder: {
    admits: 'trade',
    call: (of) => ({ ...orderOf(of), body: { do: 'release', accept_cost: true } }),
  },
  listHolds: { admits: 'read', call: ({ globalId }) => ({ query: { q: globalId } }), toOthers: 'nothing is found' },
  listListings: { admits: 'read', call: ({ remoteId }) => ({ query: { q: remoteId } }), toOthers: 'nothing is found' },
  findEvents: {
    admits: 'read',
    call: ({ remoteId }) => ({ query: { search: remoteId } }),
    toOthers: 'nothing is found',
  },
  getListing: { admits: 'read', call: listingOf },
  changeListing: { admits: 'trade', call: (of) => ({ ...listingOf(of), body: { split: 'pairs' } }) },
  importListings: { admits: 'trade', call: () => ({ query: { file_name: 'listings.csv' }, csv: exampleFile }) },
  listImports: { admits: 'read', call: plain },
  getImport: { admits: 'read', call: ({ importId }) => ({ params: { import_id: importId } }) },
  getExampleFile: { admits: 'read', call: plain },
  listViews: { admits: 'read', call: plain },
  saveView: { admits: 'read', call: () => ({ body: { page: 'orders', name: 'Mine', query: '', shared: false } }) },
  removeView: { admits: 'read', call: ({ viewId }) => ({ params: { view_id: viewId } }) },

  listWaivers: { admits: 'read', call: plain },
  listWaiverCandidates: { admits: 'read', call: plain },
  openWaiver: { admits: 'trade', call: ({ plainOrderId }) => ({ body: { order_id: plainOrderId } }) },
  getWaiver: { admits: 'read', call: waiverOf },
  changeWaiver: { admits: 'trade', call: (of) => ({ ...waiverOf(of), body: { state: 'submitted' } }) },
  getCaseAsJson: { admits: 'read', call: waiverOf },
  getCaseAsPdf: { admits: 'read', call: waiverOf },
  askForHelp: { admits: 'trade', call: (of) => ({ ...orderOf(of), body: { question: 'What became of it?' } }) },
};
