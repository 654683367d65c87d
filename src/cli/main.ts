// The command line: finds the command, runs it, and speaks for it. Exit 0, 1 (failed) or 2 (wrong usage).
import { parseArgs } from 'node:util';
import { BadSetting } from '../config.ts';
import { EmbeddedPostgresError } from '../db/embedded/failures.ts';
import { UnusableDatabase } from '../db/unusable-database.ts';
import { version } from '../version.ts';
import { type Command, Failed, type Invocation, type Result, WrongUsage } from './command.ts';
import { commands } from './commands.ts';
import { helpOf, listOf, nearTo, overview, usageOf } from './help.ts';

process.exitCode = await main(process.argv.slice(2), process.env);

async function main(asked: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const words = asked[0] === 'help' ? [...asked.slice(1), '--help'] : asked;
  const isJson = words.includes('--json');
  if (words[0] === '--version') {
    process.stdout.write(said({ document: { version }, text: `holdfast ${version}` }, isJson));
    return 0;
  }
  const [name, load] = Object.entries(commands).find(([one]) => isCalled(one, words)) ?? [];
  if (name === undefined || load === undefined) return noCommand(words, isJson);
  const command = await load();
  const rest = words.slice(name.split(' ').length);
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(helpOf(name, command));
    return 0;
  }
  try {
    const result = await command.run(invocationOf(command, rest, environment, isJson));
    if (result) process.stdout.write(said(result, isJson));
    return result?.exitCode ?? 0;
  } catch (error) {
    return explain(error as Error, name, command, isJson);
  }
}

function isCalled(name: string, words: readonly string[]): boolean {
  return name.split(' ').every((word, index) => words[index] === word);
}

function said({ document, text }: Result, isJson: boolean): string {
  if (isJson) return `${JSON.stringify(document)}\n`;
  return text === '' ? '' : `${text}\n`;
}

function invocationOf(command: Command, words: string[], environment: NodeJS.ProcessEnv, isJson: boolean): Invocation {
  const isWatched = process.stderr.isTTY && !isJson;
  const { values, positionals } = parse(command, words);
  // Asked for first: whoever leaves it out has no database made for that.
  if (command.usage.startsWith('--account ID') && !(values as Invocation['values']).account) {
    throw new WrongUsage('--account is missing: "holdfast account list" shows the ids');
  }
  return {
    values: values as Invocation['values'],
    positionals,
    environment,
    isJson,
    tell: (sentence) => {
      if (!isJson) process.stderr.write(`${sentence}\n`);
    },
    progress: (sentence) => {
      if (isWatched) process.stderr.write(`\r\x1b[2K${sentence}`);
    },
  };
}

function parse(command: Command, words: string[]) {
  try {
    return parseArgs({
      args: words,
      options: { ...command.options, json: { type: 'boolean' } },
      allowPositionals: takesArgument(command),
      strict: true,
    });
  } catch (error) {
    throw new WrongUsage(wrongWords(error as Error));
  }
}

/** What stands in the usage beside the options and their values. */
function takesArgument({ usage }: Command): boolean {
  return /[A-Z]/.test(usage.replace(/--[a-z-]+( [^\s\]]+)?/g, ''));
}

/** Node says it for whoever writes a program; this is for whoever uses one. */
function wrongWords(error: Error & { code?: string }): string {
  const [, word = ''] = /'([^' ,]+)/.exec(error.message) ?? [];
  switch (error.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `there is no option ${word}`;
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `"${word}" is not expected here`;
    default:
      return error.message.includes('does not take') ? `${word} takes no value` : `${word} needs a value`;
  }
}

function explain(error: Error, name: string, command: Command, isJson: boolean): number {
  if (error instanceof WrongUsage) {
    const more = `"holdfast ${name} --help" says more.`;
    process.stderr.write(`holdfast ${name}: ${error.message}\n\n${usageOf(name, command)}\n\n${more}\n`);
    return 2;
  }
  const details: Result['document'] = error instanceof Failed ? error.details : {};
  if (isJson) process.stdout.write(`${JSON.stringify({ error: error.message, ...details })}\n`);
  process.stderr.write(`holdfast ${name}: ${isExpected(error) ? error.message : (error.stack ?? error.message)}\n`);
  return 1;
}

/** It says itself what is to be done; where it was thrown helps nobody. */
function isExpected(error: Error): boolean {
  const speakForThemselves = [Failed, BadSetting, EmbeddedPostgresError, UnusableDatabase];
  return speakForThemselves.some((kind) => error instanceof kind) || 'advice' in error;
}

async function noCommand(words: string[], isJson: boolean): Promise<number> {
  const wantsHelp = words.includes('--help') || words.includes('-h');
  const named = words.filter((word) => !word.startsWith('-'));
  if (words.length === 0 || (wantsHelp && named.length === 0)) {
    (isJson ? process.stderr : process.stdout).write(await overview());
    return 0;
  }
  const near = nearTo(named);
  const list = near.length === 0 ? '' : `There are:\n\n${await listOf(near)}\n\n`;
  if (wantsHelp && near.length > 0) {
    process.stdout.write(`${list}"holdfast ${near[0]} --help" says more of one of them.\n`);
    return 0;
  }
  const none = `holdfast: there is no command "${(named.length > 0 ? named : words).join(' ')}"`;
  process.stderr.write(`${none}\n\n${list}"holdfast --help" lists them all.\n`);
  return 2;
}
