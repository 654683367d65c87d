// Stored settings that cannot be read: entered under other rules, or sealed with a key that is not here. Trying again does not help,
// and nobody else's orders need wait for it.

export class Unreadable extends Error {
  override name = 'Unreadable';
}

/** What `read` makes of the settings of `whose`. @throws Unreadable, and why, when it cannot. */
export function readSettings<Read>(whose: string, read: () => Read): Read {
  try {
    return read();
  } catch (cause) {
    throw new Unreadable(`the settings of ${whose} cannot be read`, { cause });
  }
}
