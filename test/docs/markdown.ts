// What a reader finds in a page: its fenced blocks, its inline code, its headings with what stands under them, its links.
import { ok } from 'node:assert/strict';

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

/** What stands under a heading of the second rank, up to the next. */
export function sectionOf(page: string, heading: string): string {
  const [, section] = page.split(`\n## ${heading}\n`);
  ok(section !== undefined, `${heading} has no section`);
  return section.split('\n## ')[0] ?? '';
}

/** The row of a table that begins with this cell; empty where there is none. */
export function rowOf(section: string, first: string): string {
  return section.split('\n').find((line) => line.startsWith(`| ${first} |`)) ?? '';
}

export function linksOf(page: string): string[] {
  return Array.from(prose(page).matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target);
}
