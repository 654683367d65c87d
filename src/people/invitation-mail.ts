// The letter that brings an invitation.
import type { LinkRow } from '../db/one-time-links.ts';

type Told = { link: Pick<LinkRow, 'role' | 'createdBy' | 'expiresAt'>; address: string; accountName: string };

export function invitationMail({ link, address, accountName }: Told): { subject: string; text: string } {
  const until = new Date(link.expiresAt).toISOString().slice(0, 16).replace('T', ' ');
  return {
    subject: `${oneLine(link.createdBy)} invites you to ${oneLine(accountName)} on Holdfast`,
    text: `${link.createdBy} invites you to work for ${accountName} on Holdfast, as ${link.role}.

Open this link to join. It works once, until ${until} UTC:

${address}

If you did not expect this, you need do nothing.
`,
  };
}

/** A name must not end the line of a mail's head. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
