// The certificate as JUnit XML, for whatever runs the kit in a pipeline: a test case for each rule.
import type { Certificate, Tried } from './certify.ts';
import { countsOf, shortened } from './report-json.ts';
import type { Shown } from './visit.ts';

export function junitReport(certificate: Certificate): string {
  const { url, profile, startedAt, tookMs, tried } = certificate;
  const { failed, skipped, not_provoked, excused } = countsOf(certificate);
  const suite = attributes({
    name: `holdfast certify ${url} (${profile})`,
    tests: tried.length,
    failures: failed,
    errors: 0,
    skipped: skipped + not_provoked + excused,
    time: seconds(tookMs),
    timestamp: startedAt.toISOString(),
  });
  const cases = tried.map(testCase).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n<testsuite${suite}>\n${cases}\n</testsuite>\n</testsuites>\n`;
}

function testCase({ rule, verdict, exchanges, tookMs }: Tried): string {
  const open = `  <testcase${attributes({ classname: `certify.${rule.group}`, name: `${rule.id}: ${rule.title}`, time: seconds(tookMs) })}`;
  switch (verdict.result) {
    case 'passed':
      return `${open}/>`;
    case 'failed': {
      const message = `expected ${verdict.expected}; came ${verdict.came}`;
      const told = [rule.why, rule.clause, ...exchanges.filter(({ isCleanup }) => !isCleanup).map(lineOf)].join('\n');
      return `${open}>\n    <failure${attributes({ type: rule.id, message })}>${escaped(told)}</failure>\n  </testcase>`;
    }
    default: {
      const message = `${verdict.result.replace('_', ' ')}: ${verdict.reason}`;
      return `${open}>\n    <skipped${attributes({ message })}/>\n  </testcase>`;
    }
  }
}

function lineOf({ sent, received, lost }: Shown): string {
  const asked = `> ${sent.method} ${sent.path} ${shortened(sent.body ?? '')}`;
  const answered = received ? `< ${received.status} ${shortened(received.body)}` : `< nothing: ${lost?.detail}`;
  return `${asked.trimEnd()}\n${answered.trimEnd()}`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** What XML 1.0 cannot say at all, such as control characters, becomes a replacement character. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"\n]/g, (character) => entities[character] ?? character);
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}
