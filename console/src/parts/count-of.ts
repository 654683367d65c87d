// How many of a thing there are, in words: "1 order", "16 orders".

export function countOf(count: number, thing: string): string {
  return count === 1 ? `1 ${thing}` : `${count.toLocaleString('en')} ${thing}s`;
}
