// Whether an answer is as an example says: every field that the example names, with what it says of it. Fields that it
// does not name may be anything. `{time}`, `{text}` and `{held_at + 60 s}` stand for what differs from run to run.

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const sumPattern = /^\{(\w+) \+ (\d+) s\}$/;
/** The hold may be confirmed by its POS a little after its end was fixed. */
const toleranceMs = 1_000;

/** Sentences, one for each difference. */
export function differences(expected: unknown, actual: unknown, where = 'the body'): string[] {
  if (typeof expected === 'string') return textDiffers(expected, actual, where);
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return [differ(where, expected, actual)];
    return expected.flatMap((item, index) => differences(item, actual[index], `${where}[${index}]`));
  }
  if (typeof expected !== 'object' || expected === null) {
    return Object.is(expected, actual) ? [] : [differ(where, expected, actual)];
  }
  if (typeof actual !== 'object' || actual === null) return [differ(where, expected, actual)];
  const found = actual as Record<string, unknown>;
  return Object.entries(expected).flatMap(([name, value]) => {
    const sum = typeof value === 'string' ? sumPattern.exec(value) : null;
    if (sum) return isLaterBy(found[sum[1] as string], found[name], Number(sum[2])) ? [] : [differ(name, value, found)];
    return differences(value, found[name], `${where}.${name}`);
  });
}

function textDiffers(expected: string, actual: unknown, where: string): string[] {
  const isText = typeof actual === 'string' && actual !== '';
  if (expected === '{text}') return isText ? [] : [differ(where, expected, actual)];
  if (expected === '{time}') return isText && rfc3339.test(actual) ? [] : [differ(where, expected, actual)];
  return expected === actual ? [] : [differ(where, expected, actual)];
}

function isLaterBy(earlier: unknown, later: unknown, seconds: number): boolean {
  const apart = Date.parse(String(later)) - Date.parse(String(earlier));
  return Math.abs(apart - seconds * 1_000) <= toleranceMs;
}

function differ(where: string, expected: unknown, actual: unknown): string {
  return `${where}: the example says ${JSON.stringify(expected)}, and it was ${JSON.stringify(actual)}`;
}
