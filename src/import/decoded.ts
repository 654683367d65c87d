// What becomes of a field's text: a value, or what is wrong with it, worded to stand after the column's name.

export type Decoded<Value> = { value: Value } | { wrong: string };

/** A field's text as a message shows it: one line, and no longer than a person wants to read. */
export function quoted(text: string): string {
  const characters = [...text];
  return JSON.stringify(characters.length > 40 ? `${characters.slice(0, 40).join('')}…` : text);
}
