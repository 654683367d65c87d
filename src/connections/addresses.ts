// Where a marketplace is sent to, by a connection's settings: credentials go there with every call, so they are entered for these
// addresses and for no others.
import { Clone, Default } from 'typebox/value';
import { plainAddress } from '../core/wire.ts';
import type { Marketplace } from '../marketplaces/dialect.ts';

/** Whether the second settings name another place than the first. */
export function goElsewhere(
  { settings: schema }: Pick<Marketplace, 'settings'>,
  before: object,
  after: object,
): boolean {
  const { properties = {} } = schema as { properties?: Record<string, { pattern?: string }> };
  const addresses = Object.keys(properties).filter((name) => properties[name]?.pattern === plainAddress);
  const [from, to] = [before, after].map((set) => Default(schema, Clone(set)) as Record<string, unknown>);
  return addresses.some((name) => from?.[name] !== to?.[name]);
}
