// The letter that brings a link for another password.
import type { LinkRow } from '../db/one-time-links.ts';

export function passwordMail(link: Pick<LinkRow, 'expiresAt'>, address: string): { subject: string; text: string } {
  const until = new Date(link.expiresAt).toISOString().slice(0, 16).replace('T', ' ');
  return {
    subject: 'Another password for Holdfast',
    text: `Somebody asked for another password for this address on Holdfast.

Open this link to set one. It works once, until ${until} UTC, and ends every session that you have:

${address}

If that was not you, you need do nothing: your password stays as it is.
`,
  };
}
