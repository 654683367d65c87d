// Reads XML as strictly as the tests need it: every element closed, every attribute quoted, every entity known. Throws on
// anything that is not well-formed.
import assert from 'node:assert/strict';

export type Element = { name: string; attributes: Record<string, string>; children: Element[]; text: string };

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#10': '\n' };

export function readXml(xml: string): Element {
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  assert.notEqual(body, xml, 'it begins with its declaration');
  assert.doesNotMatch(
    body,
    /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u,
    'nothing that XML cannot say',
  );
  const document: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [document];
  for (const [piece] of body.matchAll(/<[^>]*>|[^<]+|</g)) {
    const inside = open.at(-1) as Element;
    if (!piece.startsWith('<')) inside.text += decoded(piece);
    else if (piece.startsWith('</')) closes(piece, open.pop() as Element);
    else {
      const element = opened(piece);
      inside.children.push(element);
      if (!piece.endsWith('/>')) open.push(element);
    }
  }
  assert.equal(open.length, 1, 'every element is closed');
  assert.equal(document.children.length, 1, 'there is one root');
  return document.children[0] as Element;
}

function opened(piece: string): Element {
  const [, name = '', rest = ''] = /^<([a-z]+)((?: [a-z]+="[^"<]*")*)\/?>$/.exec(piece) ?? [];
  assert.notEqual(name, '', `${piece} is an element`);
  const pairs = Array.from(rest.matchAll(/ ([a-z]+)="([^"]*)"/g), ([, key = '', value = '']) => [key, decoded(value)]);
  const attributes = Object.fromEntries(pairs);
  assert.equal(Object.keys(attributes).length, pairs.length, 'each attribute once');
  return { name, attributes, children: [], text: '' };
}

function closes(piece: string, { name }: Element): void {
  assert.equal(piece, `</${name}>`);
}

function decoded(text: string): string {
  return text.replace(/&([^;&]*)(;|$)?/g, (_, name: string, end: string | undefined) => {
    assert.ok(end === ';' && name in entities, `&${name} is an entity`);
    return entities[name] as string;
  });
}
