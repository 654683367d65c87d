// The command line: finds the command, runs it, and speaks for it. Exit 0, 1 (failed) or 2 (wrong usage).
import { parseArgs } from 'node:util';
import { BadSetting } from '../config.ts';
import { accountCreate } from './account-create.ts';
import { accountRules } from './account-rules.ts';
import { alertsAdd, alertsPause, alertsRemove, alertsResume } from './alerts-channels.ts';
import { alertsDone } from './alerts-done.ts';
import { alertsList } from './alerts-list.ts';
import { alertsTest } from './alerts-test.ts';
import { certify } from './certify.ts';
import { type Command, Failed, type Invocation, type Result, WrongUsage } from './command.ts';
import { connect } from './connect.ts';
import { demo } from './demo.ts';
import { importListings } from './import.ts';
import { keyList, keyRevoke } from './key.ts';
import { orderFill, orderNote, orderReject, orderRetry } from './order-act.ts';
import { orderProposals } from './order-proposals.ts';
import { orderSettle } from './order-settle.ts';
import { orderShow } from './order-show.ts';
import { personInvite, personList, personPasswordLink, personRemove } from './person.ts';
import { posCertify } from './pos-certify.ts';
import { posConnect } from './pos-connect.ts';
import { posImport } from './pos-import.ts';
import { posRules } from './pos-rules.ts';
import { reconcile } from './reconcile.ts';
import { secretsRotate, secretsStatus } from './secrets.ts';
import { start } from './start.ts';
import { supportClose, supportList, supportShow } from './support.ts';
import { tokenCreate, tokenList, tokenRevoke } from './token.ts';
import { verify } from './verify.ts';

const commands: readonly Command[] = [
  start,
  demo,
  accountCreate,
  accountRules,
  importListings,
  connect,
  keyList,
  keyRevoke,
  personList,
  personInvite,
  personRemove,
  personPasswordLink,
  tokenCreate,
  tokenList,
  tokenRevoke,
  posConnect,
  posRules,
  posImport,
  orderShow,
  orderReject,
  orderRetry,
  orderProposals,
  orderFill,
  orderNote,
  orderSettle,
  alertsAdd,
  alertsList,
  alertsTest,
  alertsDone,
  alertsPause,
  alertsResume,
  alertsRemove,
  secretsRotate,
  secretsStatus,
  supportList,
  supportShow,
  supportClose,
  reconcile,
  verify,
  certify,
  posCertify,
];

process.exitCode = await main(process.argv.slice(2), process.env);

async function main(words: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const isJson = words.includes('--json');
  const command = commands.find(({ name }) => name.split(' ').every((word, index) => words[index] === word));
  if (!command) return noCommand(words, isJson);
  const rest = words.slice(command.name.split(' ').length);
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(helpOf(command));
    return 0;
  }
  try {
    const result = await command.run(invocationOf(command, rest, environment, isJson));
    if (result) process.stdout.write(said(result, isJson));
    return result?.exitCode ?? 0;
  } catch (error) {
    return explain(error as Error, command, isJson);
  }
}

function said({ document, text }: Result, isJson: boolean): string {
  if (isJson) return `${JSON.stringify(document)}\n`;
  return text === '' ? '' : `${text}\n`;
}

function invocationOf(command: Command, words: string[], environment: NodeJS.ProcessEnv, isJson: boolean): Invocation {
  const isWatched = process.stderr.isTTY && !isJson;
  const { values, positionals } = parse(command, words);
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
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}

function explain(error: Error, command: Command, isJson: boolean): number {
  if (error instanceof WrongUsage) {
    process.stderr.write(`holdfast ${command.name}: ${error.message}\n\n${helpOf(command)}`);
    return 2;
  }
  const details: Result['document'] = error instanceof Failed ? error.details : {};
  if (isJson) process.stdout.write(`${JSON.stringify({ error: error.message, ...details })}\n`);
  const isExpected = error instanceof Failed || error instanceof BadSetting || 'advice' in error;
  process.stderr.write(`holdfast ${command.name}: ${isExpected ? error.message : (error.stack ?? error.message)}\n`);
  return 1;
}

function noCommand(words: string[], isJson: boolean): number {
  const isAsked = words.length === 0 || ['help', '--help', '-h'].includes(words[0] ?? '');
  if (!isAsked)
    process.stderr.write(
      `holdfast: there is no command "${words.filter((word) => !word.startsWith('-')).join(' ')}"\n\n`,
    );
  (isAsked && !isJson ? process.stdout : process.stderr).write(overview());
  return isAsked ? 0 : 2;
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n');
  return `Holdfast: one ticket, one sale.

Usage: holdfast COMMAND [options]

${list}

Every command takes --json (one JSON document on stdout) and --help.
Settings come from the environment: HOST, PORT, DATA_DIR, DATABASE_URL. See README.md.
`;
}

function helpOf({ name, usage, help }: Command): string {
  return `Usage: holdfast ${name}${usage ? ` ${usage}` : ''}\n\n${help.trim()}\n`;
}
