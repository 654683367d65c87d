// What stands beside a declared fact on a generated page: its source, with links, and the setting that overrides it.
import type { Fact } from '../../src/core/evidence.ts';
import { code } from './markdown.ts';

/** Addresses become links; they are written down without their scheme. */
export function withLinks(source: string): string {
  return source.replaceAll(
    /(?<![\w/.])((?:[a-z0-9-]+\.)+[a-z]{2,}\/[^\s:;,)]+)/g,
    (_match, address: string) => `[${shortened(address)}](https://${address})`,
  );
}

function shortened(address: string): string {
  const [host = '', ...path] = address.split('/');
  return path.length > 1 ? `${host}/…/${path.at(-1)}` : address;
}

export function settingInWords({ setting }: Fact<unknown>): string {
  return setting ? `${code(setting.name)}: ${setting.assumed}` : '';
}
