// Whether SkyBox itself confirms what a marketplace sells: its external accounts have a switch for it. Such an account shows
// passwords and keys of the marketplace, so nothing of it is written down but the switch.
import Type from 'typebox';
import { hasShape } from '../../shape.ts';
import { notShown, type Talk } from './talk.ts';
import { SkyBoxExternalAccount } from './wire.ts';

export async function confirmsFor(talk: Talk) {
  const accounts = await talk.list('/external_accounts', SkyBoxExternalAccount, {
    record: withoutCredentials,
  });
  if (accounts.kind !== 'seen') return talk.end<readonly string[]>(notShown(accounts));
  const confirming = accounts.shown.filter(
    ({ confirmOrders, integrationProvider }) => confirmOrders && integrationProvider !== 'NONE',
  );
  const names = [...new Set(confirming.map(({ marketplace }) => marketplace))];
  return talk.end<readonly string[]>({ kind: 'done', answer: names });
}

const AccountList = Type.Array(SkyBoxExternalAccount);

function withoutCredentials(body: unknown): unknown {
  if (!hasShape(AccountList, body)) return '[not written down: it may have credentials in it]';
  return body.map(({ marketplace, integrationProvider, confirmOrders }) => ({
    marketplace,
    integrationProvider,
    confirmOrders,
  }));
}
