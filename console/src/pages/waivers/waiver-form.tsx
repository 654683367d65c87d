// What is asked for, and what came of it: opened, submitted, waived or refused, with the money.
import { Button, NumberInput, Select, Textarea } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { changeWaiver, type WaiverBody } from '../../api/routes/waivers.ts';
import { useMay } from '../../app/session.ts';
import { useChange } from '../../app/use-change.ts';
import { useDraft } from '../../app/use-draft.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Money } from '../../parts/money.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Badge } from '../../parts/status-badge.tsx';
import { Time } from '../../parts/time.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import styles from './waivers-page.module.css';
import { groundNames, stateLooks } from './words.ts';

type State = WaiverBody['state'];

const next: Readonly<Record<State, readonly { state: State; label: string; consequence: string }[]>> = {
  opened: [
    {
      state: 'submitted',
      label: 'I have submitted it',
      consequence: 'Notes that the case is with the marketplace. Holdfast sends nothing there by itself.',
    },
  ],
  submitted: [
    { state: 'waived', label: 'It was waived', consequence: 'Notes that nothing is charged.' },
    { state: 'refused', label: 'It was refused', consequence: 'Notes that the marketplace insists.' },
  ],
  waived: [{ state: 'submitted', label: 'Not decided yet', consequence: 'Takes the note back.' }],
  refused: [{ state: 'submitted', label: 'Not decided yet', consequence: 'Takes the note back.' }],
};

const minorUnits = 100;

export function WaiverForm({ waiver }: { waiver: WaiverBody }) {
  const mayTrade = useMay('trade');
  const said = saidOf(waiver);
  const { values, change, saved } = useDraft(said);
  const { ground, amount, note } = values;
  const stale = [['waivers']];
  const { make, isBusy, trouble } = useChange(changeWaiver, stale);
  const step = useChange(changeWaiver, stale);
  const params = { waiver_id: waiver.waiver_id };
  const currency = waiver.at_stake?.currency ?? waiver.case.at_stake?.currency ?? 'USD';
  const { mood, shape, word } = stateLooks[waiver.state];
  const isChanged = ground !== said.ground || note !== said.note || amount !== said.amount;
  return (
    <Panel
      title="The case"
      aside={
        <Badge mood={mood} shape={shape}>
          {word}
        </Badge>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          const at_stake = amount === '' ? {} : { at_stake: { amount: Math.round(amount * minorUnits), currency } };
          void make({ params, body: { ground, note, ...at_stake } }).then((answer) => answer && saved());
        }}
      >
        <p className="quiet">
          Opened <Time at={waiver.opened_at} /> by <bdi>{waiver.opened_by}</bdi>.{' '}
          <Link to={`/orders/${waiver.order_id}` as string}>The order</Link>
        </p>
        {waiver.saved && (
          <p>
            <strong>
              <Money value={waiver.saved} /> saved.
            </strong>
          </p>
        )}
        <Select
          label="Ground"
          data={Object.entries(groundNames).map(([value, label]) => ({ value, label }))}
          value={ground}
          allowDeselect={false}
          onChange={(value) => change({ ground: value as typeof ground })}
          disabled={!mayTrade}
        />
        <NumberInput
          label={`At stake (${currency})`}
          description="What the marketplace would charge."
          min={0}
          decimalScale={2}
          thousandSeparator=","
          value={amount}
          onChange={(value) => change({ amount: value === '' ? '' : Number(value) })}
          disabled={!mayTrade}
        />
        <Textarea
          label="In your words"
          description="It is printed on the case."
          autosize
          minRows={3}
          maxLength={4_000}
          value={note}
          onChange={({ currentTarget }) => change({ note: currentTarget.value })}
          disabled={!mayTrade}
        />
        <Trouble>{trouble ?? step.trouble}</Trouble>
        {mayTrade && (
          <div className={styles.acts}>
            <Button type="submit" variant="default" loading={isBusy} disabled={!isChanged}>
              Save
            </Button>
            {next[waiver.state].map(({ state, label, consequence }) => (
              <ConfirmButton
                key={state}
                label={label}
                object={waiver.case.global_id}
                consequence={consequence}
                variant={state === 'waived' || state === 'submitted' ? 'filled' : 'default'}
                onConfirm={() => step.make({ params, body: { state } })}
              />
            ))}
          </div>
        )}
      </form>
    </Panel>
  );
}

type Entered = { ground: WaiverBody['ground']; amount: number | ''; note: string };

function saidOf({ ground, at_stake: atStake, note }: WaiverBody): Entered {
  return { ground, amount: atStake ? atStake.amount / minorUnits : '', note };
}
