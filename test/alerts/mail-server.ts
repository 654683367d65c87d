// A mail server that knows just enough of SMTP to take a message, with a login, and that can be told to refuse.

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

type Mail = { from: string; to: string[]; headers: Map<string, string>; text: string };

export type MailServer = {
  /** With user and password. */
  url: string;
  mails: Mail[];
  logins: string[];
  /** Refuses the next recipient in these words. */
  refuse: (words: string) => void;
  stop: () => Promise<void>;
};

export const mailPassword = 'correct-horse-battery';

export async function startMailServer(): Promise<MailServer> {
  const mails: Mail[] = [];
  const logins: string[] = [];
  const refusals: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    void serve(socket, { mails, logins, refusals });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://broker:${mailPassword}@127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    logins,
    refuse: (words) => refusals.push(words),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Book = { mails: Mail[]; logins: string[]; refusals: string[] };

async function serve(socket: Socket, { mails, logins, refusals }: Book): Promise<void> {
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  let from = '';
  let to: string[] = [];
  let content: string[] | null = null;
  say('220 mail.test ready');
  for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
    if (content !== null) {
      if (line !== '.') {
        content.push(line.replace(/^\.\./, '.'));
        continue;
      }
      mails.push({ from, to, ...parse(content) });
      [content, to] = [null, []];
      say('250 taken as mail-1');
    } else if (/^EHLO/i.test(line)) {
      say('250-mail.test\r\n250 AUTH PLAIN');
    } else if (/^AUTH PLAIN /i.test(line)) {
      logins.push(Buffer.from(line.slice(11), 'base64').toString());
      say('235 welcome');
    } else if (/^MAIL FROM:/i.test(line)) {
      from = line.slice(10);
      say('250 fine');
    } else if (/^RCPT TO:/i.test(line)) {
      const refusal = refusals.shift();
      if (refusal === undefined) to.push(line.slice(8));
      say(refusal ?? '250 fine');
    } else if (/^DATA/i.test(line)) {
      content = [];
      say('354 go on');
    } else if (/^QUIT/i.test(line)) {
      say('221 bye');
      socket.end();
    } else {
      say('250 fine');
    }
  }
}

function parse(lines: readonly string[]): Pick<Mail, 'headers' | 'text'> {
  const end = lines.indexOf('');
  const head = lines
    .slice(0, end)
    .join('\n')
    .replace(/\n[ \t]+/g, ' ');
  const headers = new Map(
    head.split('\n').map((line) => [line.split(':')[0]?.toLowerCase() ?? '', line.replace(/^[^:]*: ?/, '')]),
  );
  const body = lines.slice(end + 1).join('\n');
  const isQuoted = headers.get('content-transfer-encoding') === 'quoted-printable';
  return { headers, text: isQuoted ? unquoted(body) : body };
}

function unquoted(text: string): string {
  const bytes = text
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
