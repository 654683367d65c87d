// Two confirmers: a POS that is set to confirm a marketplace's orders itself, and Holdfast, which confirms for the same
// marketplace. Both would act on one sale, so whoever connects either is told before both do.

/** Of these marketplaces, by their slugs, those that a POS means by one of the names that it gives them. */
export function bothConfirm(namesInPos: readonly string[], slugs: readonly string[]): string[] {
  const named = namesInPos.map(lettersOf).filter((name) => name !== '');
  return slugs.filter((slug) => named.some((name) => isMeant(name, lettersOf(slug))));
}

/** A POS may not tell two parts of one company apart: then it is asked about both. */
function isMeant(name: string, slug: string): boolean {
  return slug === name || (name.length >= 6 && slug.startsWith(name));
}

/** However it is spelt: `TICKET_EVOLUTION`, `Ticket Evolution`, `ticket-evolution`. */
function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
