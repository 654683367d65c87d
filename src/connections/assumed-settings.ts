// What is not public of a marketplace or a POS, and what holds meanwhile: the settings that are still at their cautious default.
import type { Fact } from '../core/evidence.ts';

/** `about`: what is not known, as people call it. `assumed`: what holds while nobody has set it. */
export type AssumedSetting = { setting: string; about: string[]; assumed: string };

/** One for each setting, however many facts it stands for. Where the broker has set it, even to the same, nothing is assumed. */
export function assumedSettings(
  facts: readonly (readonly [called: string, Fact<unknown>])[],
  set: object,
): AssumedSetting[] {
  const assumed = new Map<string, AssumedSetting>();
  for (const [called, { value, grade, setting }] of facts) {
    const isKnown = value !== 'unknown' && grade !== 'INFERRED' && grade !== 'UNKNOWN';
    if (setting === undefined || isKnown || Object.hasOwn(set, setting.name)) continue;
    const one = assumed.get(setting.name) ?? { setting: setting.name, about: [], assumed: setting.assumed };
    one.about.push(called);
    assumed.set(setting.name, one);
  }
  return [...assumed.values()];
}

/** For people, line by line; none when nothing is assumed. */
export function assumedInWords(assumed: readonly AssumedSetting[], name: string): string[] {
  if (assumed.length === 0) return [];
  return [
    '',
    `Not public of ${name}, so at a cautious default until you set it:`,
    ...assumed.map(({ setting, about, assumed: value }) => `  ${setting}: ${value} (${about.join('; ')})`),
  ];
}
