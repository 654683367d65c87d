// Text that hangs on what stands before it, within a terminal of 80 columns.

const helpColumns = 80;

/** `parts` after `head`, as many in a line as fit; what follows stands beneath the first, or `indent` from the left. */
export function hanging(head: string, parts: readonly string[], indent = head.length): string {
  const lines: string[] = [head];
  let isFresh = true;
  for (const part of parts) {
    const longer = `${lines.at(-1)}${isFresh ? '' : ' '}${part}`;
    if (isFresh || longer.length <= helpColumns) lines[lines.length - 1] = longer;
    else lines.push(`${' '.repeat(indent)}${part}`);
    isFresh = false;
  }
  return lines.join('\n');
}
