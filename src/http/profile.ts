// A connection's variant of the published contract: its field names, to and fro.
import type { OrderIntegrationProfile } from '../marketplaces/dialect.ts';

type Named = Pick<OrderIntegrationProfile, 'fields'>;

/** Their names → the published ones. The published name is unknown once it has been renamed, as the contract demands. */
export function renameToPublished(body: unknown, { fields }: Named): unknown {
  const renamed = Object.entries(fields);
  if (renamed.length === 0 || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const published = new Map(renamed.map(([ours, theirs]) => [theirs, ours]));
  const entries = Object.entries(body).map(([name, value]) => {
    const known = published.get(name);
    if (known !== undefined) return [known, value];
    return [Object.hasOwn(fields, name) ? `${name} (here it is called ${fields[name]})` : name, value];
  });
  return Object.fromEntries(entries);
}

/** The published names → theirs. */
export function renameToTheirs(body: object, { fields }: Named): object {
  if (Object.keys(fields).length === 0) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [fields[name] ?? name, value]));
}
