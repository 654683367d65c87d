// The rule for sales without tickets: tried against the last month's sales before it is switched on.
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AutoRejectBody, Settings } from '../../../../src/http/broker/schemas/settings.ts';
import { changeSettings, tryAutoReject } from '../../api/routes/settings.ts';
import { useMay } from '../../app/session.ts';
import { useChange } from '../../app/use-change.ts';
import { useDraft } from '../../app/use-draft.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { type EnteredRule, RuleFields } from './rule-fields.tsx';
import { RuleTrial } from './rule-trial.tsx';
import styles from './settings-page.module.css';

/** A trial counts for the rule that was tried, and for no other. */
type Tried = { of: AutoRejectBody; trial: Awaited<ReturnType<typeof tryAutoReject>> };

const minorUnits = 100;
const usualReason = 'Tickets No Longer Available';

export function RulePanel({ settings }: { settings: Settings }) {
  const mayManage = useMay('manage');
  const { auto_reject: rule } = settings;
  const { values, change, saved } = useDraft(saidOf(rule));
  const { when, margin, most, reason } = values;
  const trial = useChange(tryAutoReject, []);
  const [last, setLast] = useState<Tried | null>(null);
  const queries = useQueryClient();
  const save = async (chosen: AutoRejectBody | null): Promise<void> => {
    await changeSettings({ body: { auto_reject: chosen } });
    await queries.invalidateQueries({ queryKey: ['settings'] });
    saved();
    setLast(null);
  };
  const wanted: AutoRejectBody | null =
    when === 'never'
      ? null
      : {
          when,
          margin_minutes: margin,
          most_amount: most === '' ? null : Math.round(most * minorUnits),
          reason: reason.trim() || usualReason,
        };
  const tried = last !== null && isSame(last.of, wanted) ? last.trial : null;
  const tryIt = async (of: AutoRejectBody): Promise<void> => {
    const found = await trial.make({ body: of });
    setLast(found && { of, trial: found });
  };
  return (
    <Panel
      title="Sales without tickets"
      about="A sale whose tickets are gone waits for you. A rule can reject it by itself, so that no deadline passes in the night."
    >
      <div className={styles.form}>
        <RuleFields values={values} change={change} />
        {trial.trouble && (
          <p role="alert" className={styles.trouble}>
            {trial.trouble}
          </p>
        )}
        <div className={styles.acts}>
          {wanted && (
            <Button variant="default" loading={trial.isBusy} onClick={() => void tryIt(wanted)}>
              Try it on the last 30 days
            </Button>
          )}
          {mayManage && (wanted !== null || rule !== null) && (
            <ConfirmButton
              label={wanted === null ? 'Switch off' : rule === null ? 'Switch on' : 'Change the rule'}
              object={wanted ? 'this rule' : 'the rule'}
              consequence={
                wanted
                  ? 'Sales that wait without tickets now are judged by it within seconds. A rejection cannot be undone, and most marketplaces count it against you.'
                  : 'From now on a person decides about every sale without tickets.'
              }
              asks
              isDestructive={wanted !== null}
              disabled={isSame(wanted, rule) || (wanted !== null && tried === null)}
              onConfirm={() => save(wanted)}
            />
          )}
          {wanted && tried === null && !isSame(wanted, rule) && <span className="quiet">Try it first.</span>}
        </div>
      </div>
      {tried && <RuleTrial trial={tried} />}
    </Panel>
  );
}

function saidOf(rule: AutoRejectBody | null): EnteredRule {
  return {
    when: rule?.when ?? 'never',
    margin: rule?.margin_minutes ?? 30,
    most: rule?.most_amount == null ? '' : rule.most_amount / minorUnits,
    reason: rule?.reason ?? usualReason,
  };
}

function isSame(one: AutoRejectBody | null, other: AutoRejectBody | null): boolean {
  if (one === null || other === null) return one === other;
  const isMargin = one.when === 'at_once' || one.margin_minutes === other.margin_minutes;
  return one.when === other.when && isMargin && one.most_amount === other.most_amount && one.reason === other.reason;
}
