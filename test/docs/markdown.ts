// What a reader copies out of a page: its fenced blocks, its inline code, its headings and its links.

export type Block = { language: string; text: string; line: number };

/** The fenced blocks of a page, in the order in which they are read. */
export function blocksOf(page: string): Block[] {
  return Array.from(page.matchAll(/^```(\w*)\n(.*?)^```$/gms), ({ 1: language = '', 2: text = '', index }) => ({
    language,
    text,
    line: page.slice(0, index).split('\n').length,
  }));
}

function prose(page: string): string {
  return page.replaceAll(/^```.*?^```$/gms, '');
}

export function inlineCode(page: string): string[] {
  return Array.from(prose(page).matchAll(/`([^`\n]+)`/g), ([, code = '']) => code);
}

/** As the pages are shown: a heading's anchor is its words in lower case, with hyphens. */
export function anchorsOf(page: string): string[] {
  return Array.from(prose(page).matchAll(/^#{1,6} (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

export function linksOf(page: string): string[] {
  return Array.from(prose(page).matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target);
}
