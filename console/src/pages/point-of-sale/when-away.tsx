// What marketplaces are told while the POS is out of reach: the broker's choice, with its risk spelled out.
import { Radio } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { PointOfSale } from '../../../../src/http/broker/schemas/points-of-sale.ts';
import { changePointOfSale } from '../../api/routes/points-of-sale.ts';
import { useMay } from '../../app/session.ts';
import { useDraft } from '../../app/use-draft.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import styles from './point-of-sale-page.module.css';

type WhenAway = NonNullable<PointOfSale['when_away']>;

export function WhenAwayPanel({ pos }: { pos: PointOfSale }) {
  const mayManage = useMay('manage');
  const queries = useQueryClient();
  const { pos: slug, name, when_away: stands } = pos;
  const { values, change, saved } = useDraft<{ chosen: WhenAway }>({ chosen: stands ?? 'refuse' });
  const { chosen } = values;
  return (
    <Panel title="While it is out of reach" about="What marketplaces that ask first are told until it is back.">
      <Radio.Group
        aria-label="While it is out of reach"
        value={chosen}
        onChange={(value) => change({ chosen: value as WhenAway })}
        className={styles.choice ?? ''}
      >
        <Radio
          size="md"
          value="refuse"
          label="Refuse: no, in time"
          description="Nothing of it is sold until it is back. So it is at first."
          disabled={!mayManage}
        />
        <Radio
          size="md"
          value="pledge"
          label="Pledge: yes, by the ledger alone"
          description={`Sales go on, and so does the risk: ${name} knows nothing of these holds, and whoever sells in it, or through another system, may sell the same tickets. Then it refuses the hold when it is back: you are alerted, and the marketplace’s invoice is refused, or the sale is stuck if it has been invoiced already. Choose it only where nobody sells past Holdfast.`}
          disabled={!mayManage}
        />
      </Radio.Group>
      {mayManage ? (
        <ConfirmButton
          label="Save the rule"
          object={chosen}
          consequence={
            chosen === 'pledge'
              ? `While ${name} is out of reach the same tickets may be sold twice, where anybody sells past Holdfast.`
              : `While ${name} is out of reach, holds of its tickets are refused.`
          }
          variant="default"
          disabled={chosen === stands}
          asks={chosen === 'pledge'}
          isDestructive={chosen === 'pledge'}
          onConfirm={async () => {
            await changePointOfSale({ params: { pos: slug }, body: { when_away: chosen } });
            await queries.invalidateQueries({ queryKey: ['points-of-sale'] });
            saved();
          }}
        />
      ) : (
        <p className="quiet">An owner can change this.</p>
      )}
    </Panel>
  );
}
