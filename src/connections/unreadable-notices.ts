// The notices of a connection that could not be read, for whoever looks for the sale behind one: the same from the command
// line and from the broker API. Kept: nothing that the connection proves itself with is shown, whoever has written it there.
import { readConnection } from '../db/connections.ts';
import type { Pool } from '../db/pool.ts';
import type { Vault } from '../db/sealed.ts';
import { listUnreadableNotices, type NoticesWanted, type UnreadableNotice } from '../db/unreadable-notices.ts';
import { textsIn } from '../engine/unrecorded.ts';
import { withoutKeys, withoutSecrets } from '../http/secrets.ts';

/** More of a notice is read by nobody. */
const longestShown = 4_000;
/** No secret is longer, so none is cut in two before it is taken out. */
const longestSecret = 4_000;

export type NoticeShown = UnreadableNotice & { isCut: boolean };

export async function readUnreadableNotices(
  pool: Pool,
  vault: Vault,
  wanted: Omit<NoticesWanted, 'longestText'>,
): Promise<NoticeShown[]> {
  const row = await readConnection(pool, wanted.accountId, wanted.connectionId);
  const secrets = row?.credentials ? textsIn(vault.open(row.credentials)) : [];
  const notices = await listUnreadableNotices(pool, { ...wanted, longestText: longestShown + longestSecret });
  return notices.map((notice) => {
    const text = withoutSecrets(withoutKeys(notice.text), secrets);
    const isCut = notice.length > longestShown;
    return { ...notice, text: isCut ? text.slice(0, longestShown).toWellFormed() : text, isCut };
  });
}
