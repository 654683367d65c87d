// ULIDs (github.com/ulid/spec): 26 letters, the time in front, and sorted within the same millisecond by counting on.

const letters = '0123456789abcdefghjkmnpqrstvwxyz';

export class Ulids {
  readonly #clock: () => number;
  #count = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  next(): string {
    this.#count += 1;
    return encoded(this.#clock(), 10) + encoded(this.#count, 16);
  }
}

function encoded(number: number, length: number): string {
  let text = '';
  for (let rest = number; text.length < length; rest = Math.floor(rest / 32)) text = letters[rest % 32] + text;
  return text;
}
