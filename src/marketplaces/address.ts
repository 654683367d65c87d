// Addresses as settings say them: a method and a path beneath the marketplace's own, in which `{name}` stands for one
// whole segment, such as `POST /holds/{global_id}/invoice`.

export type Address = { method: string; segments: readonly string[] };

const placeholder = /^\{([A-Za-z_]+)\}$/;

/** The text must fit `addressPattern`. */
export function parseAddress(text: string): Address {
  const [method = '', path = ''] = text.split(' ');
  return { method, segments: path.split('/').slice(1) };
}

const segment = '(\\{[A-Za-z_]+\\}|[A-Za-z0-9._~-]+)';
export const addressPattern = `^(GET|POST|PUT|PATCH|DELETE) (/${segment}){1,8}$`;

export function namesIn({ segments }: Address): string[] {
  return segments.flatMap((part) => placeholder.exec(part)?.[1] ?? []);
}

/** What stands for each name in these segments of a path, still encoded; null when the path is another. */
export function matchPath(address: Address, segments: readonly string[]): Record<string, string> | null {
  if (segments.length !== address.segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of address.segments.entries()) {
    const found = segments[index] ?? '';
    const name = placeholder.exec(part)?.[1];
    if (name !== undefined && found !== '') params[name] = found;
    else if (part !== found) return null;
  }
  return params;
}

/** Whether nobody could say which of the two is meant. One that names a segment in so many words goes before one that does not. */
export function isSameAddress(one: Address, other: Address): boolean {
  const shape = ({ method, segments }: Address): string =>
    [method, ...segments.map((part) => (placeholder.test(part) ? '{}' : part))].join('/');
  return shape(one) === shape(other);
}

/** Those with fewer placeholders first, so that `/holds/cancel` is not taken for the hold called `cancel`. */
export function inOrderOfMatching<Item extends { address: Address }>(items: readonly Item[]): Item[] {
  return items.toSorted((one, other) => namesIn(one.address).length - namesIn(other.address).length);
}
