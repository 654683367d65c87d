// What a command of the command line is, and how it speaks: sentences on stderr while it works, its result on stdout.
import type { ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The caller used the command wrongly: exit 2, with how it is used. */
export class WrongUsage extends Error {
  override name = 'WrongUsage';
}

/** The command was used rightly and did not succeed: exit 1. The message is for people, `details` for `--json`. */
export class Failed extends Error {
  override name = 'Failed';
  readonly details: Record<string, unknown>;
  constructor(message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.details = details;
  }
}

export type Invocation = {
  values: Record<string, string | boolean | undefined>;
  positionals: string[];
  environment: NodeJS.ProcessEnv;
  /** Whether the result is wanted as one JSON document. */
  isJson: boolean;
  /** A sentence on how it is going; on stderr, and not at all with `--json`. */
  tell: (sentence: string) => void;
  /** A line that replaces the one before it where a terminal is watching. */
  progress: (sentence: string) => void;
};

/** What a command ends with: the document for `--json`, and the same for people. */
export type Result = { document: Record<string, unknown>; text: string; exitCode?: 0 | 1 };

export type Command = {
  /** Half a line for the list of commands. */
  summary: string;
  /** The arguments, as help shows them. */
  usage: string;
  /** What a newcomer wants to know, with an example. */
  help: string;
  options: Options;
  /** Null: the command has said everything itself. */
  run: (invocation: Invocation) => Promise<Result | null>;
};

/** An option that the command cannot do without. */
export function required(invocation: Invocation, name: string): string {
  const value = invocation.values[name];
  if (typeof value !== 'string' || value === '') throw new WrongUsage(`--${name} is missing`);
  return value;
}

/** The one positional argument that the command takes. */
export function onlyArgument(invocation: Invocation, what: string): string {
  const [argument, ...rest] = invocation.positionals;
  if (argument === undefined || argument === '') throw new WrongUsage(`${what} is missing`);
  if (rest.length > 0) throw new WrongUsage(`too many arguments: "${rest.join('" "')}"`);
  return argument;
}
