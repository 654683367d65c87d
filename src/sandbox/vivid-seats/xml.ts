// XML as a sandbox writes it: elements with a text, or with elements in them.

export type Xml = { name: string; content: string | readonly Xml[] };

export function element(name: string, content: string | readonly Xml[]): Xml {
  return { name, content };
}

export function xmlOf(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${written(root)}`;
}

function written({ name, content }: Xml): string {
  if (content.length === 0) return `<${name}/>`;
  const inside = typeof content === 'string' ? escaped(content) : content.map(written).join('');
  return `<${name}>${inside}</${name}>`;
}

/** Some letters as they are, some by name, and some by number, as different writers have it. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('’', '&#8217;');
}
