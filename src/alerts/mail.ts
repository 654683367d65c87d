// The door for e-mail: one message over SMTP, and how that ended. Kept: neither the password nor a stranger's words beyond
// a line are in what is written down.
import type { MailText } from './mail-text.ts';
import type { Sent } from './sent.ts';

const longestMs = 20_000;

export type SendMail = (to: string, mail: MailText & { messageId: string }) => Promise<Sent>;

/** `from` as it stands in a letterhead, such as `Holdfast <holdfast@broker.example>`. */
export function openMail({ smtpUrl, from }: { smtpUrl: string; from: string }): SendMail {
  let transport: ReturnType<typeof openTransport> | undefined;
  const secrets = secretsIn(smtpUrl);
  const domain = /@([^\s>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return async (to, { subject, text, messageId }) => {
    const message = {
      from,
      to: { name: '', address: to },
      subject,
      text,
      // The same at every try, so that a mailbox can tell that it has it already.
      messageId: `<${messageId}@${domain}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    };
    try {
      transport ??= openTransport(smtpUrl);
      const { response } = await (await transport).sendMail({ ...message, signal: AbortSignal.timeout(longestMs) });
      return { isDelivered: true, answer: plain(response, secrets) };
    } catch (error) {
      return { isDelivered: false, answer: plain((error as Error).message, secrets) };
    }
  };
}

/** Loaded with the first mail: most hubs start without ever sending one. */
async function openTransport(smtpUrl: string) {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url: smtpUrl,
    connectionTimeout: longestMs / 2,
    greetingTimeout: longestMs / 2,
    socketTimeout: longestMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function secretsIn(smtpUrl: string): string[] {
  const { username, password } = new URL(smtpUrl);
  const texts = [decodeURIComponent(password), password];
  const plainLogin = Buffer.from(`\0${decodeURIComponent(username)}\0${decodeURIComponent(password)}`);
  return [...texts, plainLogin.toString('base64')].filter((secret) => secret !== '');
}

function plain(words: string, secrets: readonly string[]): string {
  const clean = secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), words);
  return clean.replace(/\s+/g, ' ').toWellFormed().replaceAll('\0', '').slice(0, 300);
}
