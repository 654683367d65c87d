// The law of declarations: every fact has a grade and a source, what nobody knows is called unknown, and what is not
// certain can be set. Sentences come back, one for each breach.
import type { TSchema } from 'typebox';
import type { Fact, Grade } from '../../src/core/evidence.ts';

const grades: readonly Grade[] = ['VENDOR', 'VENDOR_COPY', 'THIRD_PARTY', 'INFERRED', 'UNKNOWN', 'OURS'];

type Setting = { default?: unknown; description?: string };

export function settingsIn(schema: TSchema): Readonly<Record<string, Setting>> {
  return (schema as { properties?: Record<string, Setting> }).properties ?? {};
}

/** `actedOn`: the facts by which the hub decides something, so that an uncertain one must be a setting. */
export function faultsOfFacts(
  facts: Readonly<Record<string, Fact<unknown>>>,
  settings: TSchema | null,
  actedOn: ReadonlySet<string>,
): string[] {
  const known = settings ? settingsIn(settings) : {};
  return Object.entries(facts).flatMap(([name, fact]) =>
    faultsOfFact(fact, known, actedOn.has(name)).map((fault) => `${name} ${fault}`),
  );
}

function faultsOfFact(fact: Fact<unknown>, known: Readonly<Record<string, Setting>>, isActedOn: boolean): string[] {
  const faults: string[] = [];
  const isUncertain = fact.grade === 'INFERRED' || fact.grade === 'UNKNOWN';
  if (!grades.includes(fact.grade)) faults.push(`has the grade ${fact.grade}, which there is not`);
  if (!/\S{3}/.test(fact.source)) faults.push('has no source');
  if (fact.value === undefined || fact.value === '') faults.push('has no value');
  if (fact.value === 'unknown' && !isUncertain) faults.push(`is unknown, and yet graded ${fact.grade}`);
  if (fact.value !== 'unknown' && fact.grade === 'UNKNOWN')
    faults.push('has a value that nobody knows: infer it, or say unknown');
  if (isUncertain && isActedOn && !fact.setting) faults.push(`is ${fact.grade}, is acted on, and cannot be set`);
  return fact.setting ? [...faults, ...faultsOfSetting(fact.setting, known[fact.setting.name])] : faults;
}

function faultsOfSetting({ name, assumed }: { name: string; assumed: string }, setting: Setting | undefined): string[] {
  if (!setting) return [`is set by ${name}, which is no setting`];
  const faults: string[] = [];
  if (setting.default === undefined) faults.push(`is set by ${name}, which has no default`);
  if (!setting.description) faults.push(`is set by ${name}, which is not described`);
  if (typeof setting.default === 'number' && assumed !== String(setting.default)) {
    faults.push(`assumes ${assumed}, and ${name} is ${setting.default} by default`);
  }
  if (assumed.trim() === '') faults.push(`does not say what ${name} is while nobody has set it`);
  return faults;
}

/** As the broker has set it, or else as it is declared. */
export function settled(fact: Fact<unknown> | undefined, settings: object): unknown {
  const set = fact?.setting && (settings as Record<string, unknown>)[fact.setting.name];
  return set ?? fact?.value;
}
