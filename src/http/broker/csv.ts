// Tables as CSV (RFC 4180), for spreadsheets. Kept: what a marketplace or a buyer wrote never runs as a formula there.

/** At the head of a table: without it Excel takes UTF-8 for the letters of its own country. */
export const byteOrderMark = '\ufeff';

export type Cell = string | number | null;

/** One line, with its end. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  // A spreadsheet takes what begins like this for a formula; the apostrophe makes it text, and is not shown.
  const harmless = /^[=+\-@＝＋－＠\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Headers of an answer that a browser saves under this name. */
export function csvHeaders(fileName: string): Record<string, string> {
  return {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="${fileName}"`,
  };
}
