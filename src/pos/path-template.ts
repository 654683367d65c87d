// Addresses that are settings, because nobody outside knows them for certain: text with names in braces.

/** `release/{hold_id}` → `/release/17`. What is not named stays as it is, so that a misspelt name is seen in the record. */
export function pathFrom(template: string, values: Readonly<Record<string, string | number>>): string {
  const path = template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? encodeURIComponent(String(values[name])) : whole,
  );
  return `/${path.replace(/^\/+/, '')}`;
}
