// Whole deals before one POS, whoever it is: every flow meets every trouble, and each setting of the sandbox's switches in turn.
// In turn is enough here: the engine sees outcomes, and pos-trouble.ts has every fault under every setting end in the right one.
import { describe, it } from 'node:test';
import type { NetworkPos } from '../../src/pos/pos.ts';
import type { PosSandbox } from '../../src/sandbox/pos/pos-sandbox.ts';
import { type SwitchSetting, switchSettings } from '../../src/sandbox/pos/switches.ts';
import type { TestHub } from '../support/hub.ts';
import { secretSettings } from './pos-calls.ts';
import { type Trouble, troubles } from './pos-faults.ts';
import { type Flow, flows, runFlow } from './pos-flows.ts';

export type DealParts = {
  pos: NetworkPos;
  sandbox: PosSandbox;
  hub: () => TestHub;
  /** Takes the secret settings of every POS that the hub was connected to. */
  secrets: Set<string>;
};

export function dealSuite({ pos, sandbox, hub, secrets }: DealParts): void {
  // A hold that nothing finds or ends keeps its order for a person: test/pos/through-the-hub.test.ts has that.
  const settings = switchSettings(sandbox.switches).filter(
    ({ switches }) => switches.coreHoldId !== 'only_in_the_answer',
  );
  const settingInTurn = (row: number, column: number): SwitchSetting =>
    settings[(column + row * 5) % settings.length] as SwitchSetting;
  // Each deal waits for its POS much more than it works, but the machine may be busy.
  describe(pos.name, { concurrency: 2 }, () => {
    for (const [row, flow] of flows.entries()) {
      describe(flow.name, { concurrency: 6 }, () => {
        for (const [column, trouble] of troublesFor(pos, flow).entries()) {
          const { name, switches } = settingInTurn(row, column);
          it(`${trouble.name}, ${name}`, async () => {
            const entered = await runFlow({ hub: hub(), pos, sandbox, switches }, flow, trouble);
            for (const secret of secretSettings(pos, entered)) secrets.add(secret);
          });
        }
      });
    }
  });
}

/** A hold that somebody on the way sends twice cannot be known to the hub where holds are not found: one lapses unseen. */
function troublesFor({ capabilities }: NetworkPos, flow: Flow): readonly Trouble[] {
  const isFound = capabilities.findsByReference.value === true || !flow.name.startsWith('hold lost');
  return isFound ? troubles : troubles.filter(({ name }) => name !== 'doubled');
}
