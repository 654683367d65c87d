// The certificate for people: a line for each rule, and for each broken one the whole exchange, what was expected, what
// came, and why it matters.
import { styleText } from 'node:util';
import type { Certificate, Result, Tried } from './certify.ts';
import { countsOf, shortened } from './report-json.ts';
import type { Shown } from './visit.ts';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

/** By shape and by colour, never by colour alone. */
const marks = {
  passed: { mark: '✔', style: 'green', word: 'passed' },
  failed: { mark: '✕', style: 'red', word: 'failed' },
  skipped: { mark: '○', style: 'yellow', word: 'skipped' },
  not_provoked: { mark: '·', style: 'gray', word: 'not provoked' },
  excused: { mark: '~', style: 'gray', word: 'excused' },
} as const satisfies Record<Result, { mark: string; style: Style; word: string }>;

/** A crowd's exchanges are in the JSON report; here stand those that tell the story. */
const mostExchanges = 8;

/** `stream`: where it will be shown; only a terminal gets colours. */
export function textReport(certificate: Certificate, stream: NodeJS.WriteStream): string {
  const paint: Paint = (style, text) => styleText(style, text, { stream });
  const groups = Map.groupBy(certificate.tried, ({ rule }) => rule.group);
  const blocks = [...groups].map(([group, tried]) =>
    [paint('bold', group), ...tried.map((one) => ruleLines(one, paint))].join('\n'),
  );
  return [
    `Certifying ${certificate.url} by the contract of ${certificate.profile}`,
    ...blocks,
    summary(certificate, paint),
  ].join('\n\n');
}

function ruleLines({ rule, verdict, exchanges }: Tried, paint: Paint): string {
  const { mark, style, word } = marks[verdict.result];
  const line = `  ${paint(style, mark)} ${rule.title}`;
  switch (verdict.result) {
    case 'passed':
      return line;
    case 'failed':
      return [
        `${line}  ${paint('gray', rule.id)}`,
        ...labelled('why', rule.why),
        ...labelled('contract', rule.clause),
        ...shownExchanges(exchanges, paint),
        ...labelled('expected', verdict.expected),
        ...labelled('came', paint('red', verdict.came)),
        '',
      ].join('\n');
    default:
      return `${line}\n      ${paint('gray', `${word}: ${verdict.reason}`)}`;
  }
}

function labelled(label: string, text: string): string[] {
  return [`      ${label.padEnd(9)} ${text}`];
}

function shownExchanges(exchanges: readonly Shown[], paint: Paint): string[] {
  const all = exchanges.filter(({ isCleanup }) => !isCleanup);
  const isTelling = ({ isUnmet }: Shown, index: number): boolean => isUnmet || index >= all.length - 2;
  const shown = all.length <= mostExchanges ? all : all.filter(isTelling);
  const left = all.length - shown.length;
  const lines = shown.flatMap((exchange) => exchangeLines(exchange, paint));
  return left === 0 ? lines : [...lines, ...labelled('', paint('gray', `and ${left} more calls, in the JSON report`))];
}

function exchangeLines({ sent, received, lost, tookMs, isUnmet }: Shown, paint: Paint): string[] {
  const style: Style = isUnmet ? 'red' : 'gray';
  const headers = Object.entries(sent.headers).map(([name, value]) => `${name}: ${value}`);
  const lines = [...labelled('sent', `${sent.method} ${sent.path}  ${paint('gray', headers.join('  '))}`)];
  if (sent.body !== null) lines.push(...labelled('', shortened(sent.body)));
  if (lost) return [...lines, ...labelled('got', paint(style, `nothing: ${lost.detail} (${tookMs} ms)`))];
  if (!received) return lines;
  const told = ['content-type', 'x-request-id', 'retry-after'].flatMap((name) =>
    received.headers[name] === undefined ? [] : [`${name}: ${received.headers[name]}`],
  );
  lines.push(
    ...labelled('got', `${paint(style, `${received.status}`)}  ${paint('gray', `${told.join('  ')}  (${tookMs} ms)`)}`),
  );
  if (received.body !== '') lines.push(...labelled('', shortened(received.body)));
  return lines;
}

function summary(certificate: Certificate, paint: Paint): string {
  const { times, ticketsSold, leftBehind } = certificate;
  const counts = countsOf(certificate);
  const counted = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([result, count]) => `${count} ${marks[result as Result].word}`);
  const verdict = counts.failed === 0 ? paint('green', 'The contract is kept') : paint('red', 'The contract is broken');
  const lines = [
    `${verdict}: ${counted.join(', ')}.`,
    `${times.answers} answers, ${times.averageMs} ms on average, median ${times.medianMs} ms, slowest ${times.slowestMs} ms. ${ticketsSold} tickets were sold for good.`,
  ];
  if (leftBehind.length > 0) {
    lines.push(`Not released, though the kit asked for it; look after them by hand: ${leftBehind.join(', ')}`);
  }
  return lines.join('\n');
}
