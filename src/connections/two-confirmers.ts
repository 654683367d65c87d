// Asks a POS whether it confirms orders of a marketplace that Holdfast confirms for too: both would act on every sale there.
import { marketplaceBySlug } from '../marketplaces/registry.ts';
import type { NetworkPos, RemotePos } from '../pos/pos.ts';
import { bothConfirm } from '../pos/two-confirmers.ts';

/** `both`: marketplaces, by slug, for which both would confirm. Null: it could not be asked, and `trouble` says why. */
export type Confirmers = { pos: Pick<NetworkPos, 'slug' | 'name'>; both: string[] | null; trouble: string | null };

const patienceMs = 5_000;

/** Null: this POS has no such switch, or does not show it. */
export async function askForConfirmers(
  pos: Confirmers['pos'],
  remote: Pick<RemotePos, 'confirmsFor'>,
  marketplaces: readonly string[],
): Promise<Confirmers | null> {
  if (!remote.confirmsFor) return null;
  const { outcome } = await remote.confirmsFor(AbortSignal.timeout(patienceMs));
  if (outcome.kind !== 'done') return { pos, both: null, trouble: outcome.detail };
  return { pos, both: bothConfirm(outcome.answer, marketplaces), trouble: null };
}

/** For people, line by line; none when there is nothing to say. */
export function warningsOf({ pos, both, trouble }: Confirmers): string[] {
  if (both === null) return [`Whether ${pos.name} confirms orders itself could not be asked: ${trouble}.`];
  if (both.length === 0) return [];
  const names = both.map((slug) => marketplaceBySlug.get(slug)?.name ?? slug).join(', ');
  return [
    '',
    `!! TWO CONFIRMERS: ${pos.name} is set to confirm orders of ${names} itself, and so is Holdfast.`,
    `!! Both would act on every sale there. Turn it off in ${pos.name}, for ${names}, before you sell.`,
  ];
}
