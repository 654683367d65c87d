// XML as Vivid Seats answers it: elements and their texts. Answers are nobody's promise, so one that is not whole is no
// answer. Kept: an answer that defines entities of its own is refused, so that none can be made to grow.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { fieldOf } from '../tolerant-reading.ts';

/** Entities are left as they are by the parser, and only the plain ones are read, here, once. */
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  removeNSPrefix: true,
  parseTagValue: false,
  processEntities: false,
});

/** What stands in the outermost element. Null: it is no XML that is whole. */
export function readXml(text: string): unknown {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) return null;
  try {
    if (XMLValidator.validate(text) !== true) return null;
    const [root, ...others] = Object.entries(parser.parse(text) as Record<string, unknown>);
    return root && others.length === 0 ? { [root[0]]: root[1] } : null;
  } catch {
    // The parser throws at names and depths that no marketplace sends.
    return null;
  }
}

/** Every element of this name directly beneath. */
export function elementsOf(parent: unknown, name: string): unknown[] {
  const found = fieldOf(parent, name);
  return found === undefined ? [] : Array.isArray(found) ? (found as unknown[]) : [found];
}

/** The text of the only element of this name. Null: there is none, or nothing in it. */
export function textIn(parent: unknown, name: string): string | null {
  const found = fieldOf(parent, name);
  const text = typeof found === 'string' ? decoded(found).trim() : '';
  return text === '' ? null : text;
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[String(name).toLowerCase()] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    // No letter, or one that the database does not take: it stays as it came.
    const isLetter = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    return isLetter ? String.fromCodePoint(point) : whole;
  });
}
