// What every certifying command does with its certificate: the reports that other programs read, and what it says itself.
import { writeFile } from 'node:fs/promises';
import type { Certificate, Unreachable } from '../certify/certify.ts';
import { countsOf, jsonReport } from '../certify/report-json.ts';
import { junitReport } from '../certify/report-junit.ts';
import { textReport } from '../certify/report-text.ts';
import { Failed, type Invocation, type Result, required, WrongUsage } from './command.ts';

export const reportOptions = { report: { type: 'string' }, junit: { type: 'string' } } as const;

export function urlFrom(invocation: Invocation): string {
  const text = required(invocation, 'url');
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new WrongUsage(`--url is "${text}"; it must be an address such as https://automator.example`);
  }
  return text;
}

/** Exits with 1 if a rule is broken. */
export async function reported(invocation: Invocation, certificate: Certificate | Unreachable): Promise<Result> {
  invocation.progress('');
  if ('unreachable' in certificate) throw new Failed(`Cannot begin: ${certificate.unreachable}.`);
  await writeReports(invocation, certificate);
  return {
    document: jsonReport(certificate),
    text: textReport(certificate, process.stdout),
    exitCode: countsOf(certificate).failed === 0 ? 0 : 1,
  };
}

async function writeReports({ values }: Invocation, certificate: Certificate): Promise<void> {
  const reports: [unknown, () => string][] = [
    [values.report, () => `${JSON.stringify(jsonReport(certificate), null, 2)}\n`],
    [values.junit, () => junitReport(certificate)],
  ];
  for (const [path, text] of reports) {
    if (typeof path !== 'string') continue;
    await writeFile(path, text()).catch((error: Error) => {
      throw new Failed(`Cannot write ${path}: ${error.message}.`);
    });
  }
}
