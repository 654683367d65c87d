// What the command line says of itself: the list of commands, and how each is used. Kept: it fits a terminal of 80 columns.
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { hanging } from './hanging.ts';

export function helpOf(name: string, { usage, help }: Pick<Command, 'usage' | 'help'>): string {
  // An option stays with its value.
  const parts = usage === '' ? [] : usage.split(/ (?=\[|-|[A-Z_.]+$)/);
  return `${hanging(`Usage: holdfast ${name}${usage === '' ? '' : ' '}`, parts, 9)}\n\n${help.trim()}\n`;
}

export async function overview(): Promise<string> {
  const width = Math.max(...Object.keys(commands).map(({ length }) => length));
  const lines = Object.entries(commands).map(
    async ([name, load]) => `  ${name.padEnd(width)}  ${(await load()).summary}`,
  );
  const list = (await Promise.all(lines)).join('\n');
  return `Holdfast: one ticket, one sale.

Usage: holdfast COMMAND [options]

${list}

Every command takes --json (one JSON document on stdout) and --help.
holdfast --version says which Holdfast this is.
Settings come from the environment: HOST, PORT, DATA_DIR, DATABASE_URL. See
README.md.
`;
}
