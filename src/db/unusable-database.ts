// What whoever runs a hub must be told of its database, in a sentence.

/** It does not let us in, or is not what we can work with. The message says so. */
export class UnusableDatabase extends Error {
  override name = 'UnusableDatabase';
}
