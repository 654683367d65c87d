// Bounds what is remembered of strangers and of those we know: a map or a set keeps its keys in the order in which they came.

/** Makes room for one more, where there is none: the key that has been there longest goes. */
export function forgetOldest(kept: Map<string, unknown> | Set<string>, most: number): void {
  const [oldest] = kept.keys();
  if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
}
