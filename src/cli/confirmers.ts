// The question to a POS whether it confirms itself, from the command line: by a door to the outside of its own.
import { askForConfirmers, type Confirmers } from '../connections/two-confirmers.ts';
import { openOutbound, type PrivateNetworks } from '../http/outbound.ts';
import type { NetworkPos } from '../pos/pos.ts';

/** Null: this POS has no such switch, or does not show it. */
export async function confirmersAt(
  pos: NetworkPos,
  settings: unknown,
  marketplaces: readonly string[],
  privateNetworks: PrivateNetworks,
): Promise<Confirmers | null> {
  const outbound = openOutbound(privateNetworks);
  try {
    const remote = pos.open(settings, outbound.sendTo(pos.address(settings)), Date.now);
    return await askForConfirmers(pos, remote, marketplaces);
  } finally {
    await outbound.close();
  }
}
