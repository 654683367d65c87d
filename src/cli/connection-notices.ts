import { readConfig } from '../config.ts';
import { type NoticeShown, readUnreadableNotices } from '../connections/unreadable-notices.ts';
import type { AccountId } from '../core/order.ts';
import { findConnection } from '../db/accounts.ts';
import { openVault } from '../secret-keys.ts';
import { type Command, Failed, type Invocation, WrongUsage } from './command.ts';
import { namedMarketplace } from './connect.ts';
import { namedAccount, withDatabase } from './database.ts';

const mostShown = 50;
const usualDays = 30;
const dayMs = 86_400_000;

export const connectionNotices: Command = {
  summary: "shows a marketplace's notices that could not be read",
  usage: '--account ID --marketplace SLUG [--days N]',
  help: `
Shows what a marketplace sent and could not be read, newest first, with when and
why: a sale may be behind each. Credentials and ticket codes are taken out, and
long ones are cut. At most ${mostShown} are shown.

  --days N   of the last N days, 1 to 3650; without it ${usualDays}

  holdfast connection notices --account ID --marketplace axs`,
  options: { account: { type: 'string' }, marketplace: { type: 'string' }, days: { type: 'string' } },
  async run(invocation) {
    const marketplace = namedMarketplace(invocation);
    const days = namedDays(invocation);
    const { environment } = invocation;
    const notices = await withDatabase(invocation, async (pool) => {
      const accountId = (await namedAccount(pool, invocation)) as AccountId;
      const connectionId = await findConnection(pool, accountId, marketplace.slug);
      if (connectionId === null)
        throw new Failed(`This account is not connected to ${marketplace.name}. "holdfast connect" does that.`);
      const vault = openVault(environment, readConfig(environment).dataDir);
      const since = Date.now() - days * dayMs;
      return readUnreadableNotices(pool, vault, { accountId, connectionId, since, before: null, limit: mostShown });
    });
    const none = `${marketplace.name} has sent nothing in ${days === 1 ? 'the last day' : `${days} days`} that could not be read.`;
    const text = notices.length === 0 ? none : notices.map(noticeText).join('\n\n');
    return { document: { days, notices: notices.map(noticeDocument) }, text };
  },
};

function namedDays({ values }: Invocation): number {
  const days = values.days === undefined ? usualDays : Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > 3_650) throw new WrongUsage('--days must be from 1 to 3650');
  return days;
}

function noticeText({ at, why, text, isCut, requestId }: NoticeShown): string {
  const head = `${new Date(at).toISOString()}  ${why ?? 'It cannot be read.'}`;
  const lines = text === '' ? ['(nothing was in it)'] : text.split('\n');
  const cut = isCut ? ['… more came'] : [];
  const request = requestId === null ? [] : [`request ${requestId}`];
  return [head, ...[...request, ...lines, ...cut].map((line) => `  ${line}`)].join('\n');
}

function noticeDocument({ noticeId, at, why, text, isCut, requestId }: NoticeShown): Record<string, unknown> {
  return { notice_id: noticeId, at: new Date(at).toISOString(), why, text, is_cut: isCut, request_id: requestId };
}
