// One event as server-sent events write it.

/** `data` is JSON, which has no line breaks of its own. */
export function eventText(kind: string, data: object, id: number): string {
  return `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}
