// Who else confirms: a POS that is set to confirm a marketplace's orders itself, beside Holdfast. Asked by every sweep, and as
// soon as either of the two is connected, because both would act on the next sale.
import type { AccountId, ConnectionId, Instant } from '../core/order.ts';
import { connectedMarketplaces, findConnection } from '../db/accounts.ts';
import { endConnectionAlert, raiseConnectionAlert } from '../db/connection-alerts.ts';
import { endUnseenFindings, type Finding, noteFindings } from '../db/findings.ts';
import { readPointsOfSale } from '../db/points-of-sale.ts';
import { bothConfirm } from '../pos/two-confirmers.ts';
import type { OrderCheckParts } from './order-check.ts';

const longestCallMs = 20_000;

type Parts = Pick<OrderCheckParts, 'pool' | 'directory' | 'marketplaces' | 'clock'>;

/** Two confirmers: where a POS is set to confirm what we confirm too, a person is told before both act. */
export async function askWhoConfirms(
  parts: Parts,
  { accountId, beganAt }: { accountId: AccountId; beganAt: Instant },
): Promise<void> {
  const { pool, directory, clock } = parts;
  const marketplaces = await connectedMarketplaces(pool, accountId);
  const both = new Map<string, string>();
  const asked: string[] = [];
  let isKnown = true;
  for (const { pos } of await readPointsOfSale(pool, accountId)) {
    const confirmsFor = (await directory.opened(accountId, pos))?.remote.confirmsFor;
    if (!confirmsFor) continue;
    const { outcome } = await confirmsFor(AbortSignal.timeout(longestCallMs));
    if (outcome.kind !== 'done') {
      isKnown = false;
      continue;
    }
    asked.push(pos);
    const named = bothConfirm(outcome.answer, marketplaces);
    for (const marketplace of named) both.set(marketplace, pos);
    await noteFindings(
      pool,
      accountId,
      named.map((marketplace) => confirmersOf(parts, pos, marketplace)),
      clock(),
    );
  }
  for (const pos of asked) {
    await endUnseenFindings(pool, accountId, { kind: 'two_confirmers', pos, since: beganAt, at: clock() });
  }
  for (const marketplace of marketplaces) {
    const connectionId = (await findConnection(pool, accountId, marketplace)) as ConnectionId;
    const alert = { accountId, connectionId, kind: 'two_confirmers' as const, at: clock() };
    const pos = both.get(marketplace);
    if (pos !== undefined)
      await raiseConnectionAlert(pool, { ...alert, sentence: confirmersOf(parts, pos, marketplace).sentence });
    else if (isKnown) await endConnectionAlert(pool, alert);
  }
}

function confirmersOf({ directory, marketplaces }: Parts, pos: string, marketplace: string): Finding {
  return {
    kind: 'two_confirmers',
    subject: `${pos} ${marketplace}`,
    pos,
    sentence: `${directory.nameOf(pos)} is set to confirm the orders of ${marketplaces.nameOf(marketplace)} itself, and so is Holdfast: both would act on every sale there. Turn it off in the POS.`,
  };
}

/** Asks in the background. Kept: one question of an account at a time, and at most one that waits for it. */
export class WhoConfirms {
  readonly #parts: Parts & Pick<OrderCheckParts, 'onTrouble'>;
  readonly #underWay = new Map<AccountId, { asked: Promise<void>; isAskedAgain: boolean }>();

  constructor(parts: Parts & Pick<OrderCheckParts, 'onTrouble'>) {
    this.#parts = parts;
  }

  /** As the account is connected now, or later than now. What could not be asked is left to the next sweep. */
  askSoon(accountId: AccountId): void {
    const underWay = this.#underWay.get(accountId);
    if (underWay) underWay.isAskedAgain = true;
    else this.#underWay.set(accountId, { asked: this.#ask(accountId), isAskedAgain: false });
  }

  /** Resolves when nothing is asked any more. */
  async stop(): Promise<void> {
    await Promise.all([...this.#underWay.values()].map(({ asked }) => asked));
  }

  async #ask(accountId: AccountId): Promise<void> {
    const { clock, onTrouble } = this.#parts;
    await askWhoConfirms(this.#parts, { accountId, beganAt: clock() }).catch((trouble) =>
      onTrouble(trouble, 'asking who else confirms'),
    );
    const isAskedAgain = this.#underWay.get(accountId)?.isAskedAgain;
    this.#underWay.delete(accountId);
    if (isAskedAgain) this.askSoon(accountId);
  }
}
