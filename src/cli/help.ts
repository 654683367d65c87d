// What the command line says of itself: the list of commands, and how each is used. Kept: it fits a terminal of 80 columns.
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { hanging } from './hanging.ts';

export function helpOf(name: string, command: Pick<Command, 'usage' | 'help'>): string {
  return `${usageOf(name, command)}\n\n${command.help.trim()}\n`;
}

export function usageOf(name: string, { usage }: Pick<Command, 'usage'>): string {
  // An option stays with its value.
  const parts = usage === '' ? [] : usage.split(/ (?=\[|-|[A-Z_.]+$)/);
  return hanging(`Usage: holdfast ${name}${usage === '' ? '' : ' '}`, parts, 9);
}

/** Commands that have one of the words, or begin as it does: "orders" is near to all of "order". */
export function nearTo(words: readonly string[]): string[] {
  const asked = words.filter((word) => /^[a-z]/.test(word)).map((word) => word.replace(/s$/, ''));
  const isNear = (part: string): boolean => asked.some((word) => part.replace(/s$/, '') === word);
  return Object.keys(commands).filter((name) => name.split(' ').some(isNear));
}

/** A line for each. */
export async function listOf(names: readonly string[]): Promise<string> {
  const width = Math.max(...names.map(({ length }) => length));
  const lines = names.map(async (name) => `  ${name.padEnd(width)}  ${(await commands[name]?.())?.summary}`);
  return (await Promise.all(lines)).join('\n');
}

export async function overview(): Promise<string> {
  return `Holdfast: one ticket, one sale.

Usage: holdfast COMMAND [options]

${await listOf(Object.keys(commands))}

Every command takes --json (one JSON document on stdout) and --help.
holdfast --version says which Holdfast this is.
Settings come from the environment: "holdfast start --help" lists them.
`;
}
