// How a rule ends that is not kept.

/** What was expected did not come. It ends its rule wherever that stands, so it is thrown; the runner alone catches it. */
export class Unmet extends Error {
  override name = 'Unmet';
  readonly expected: string;
  readonly came: string;
  constructor(expected: string, came: string) {
    super(`expected ${expected}; came ${came}`);
    this.expected = expected;
    this.came = came;
  }
}
