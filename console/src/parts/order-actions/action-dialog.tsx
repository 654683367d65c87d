// Asks once before something is done about an order: with the order's name, what it does, what it costs, and what must come
// with it.
import { Button, Checkbox, Modal, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Action } from '../../../../src/http/broker/schemas/orders.ts';
import { ApiProblem } from '../../api/problem.ts';
import { CopyId } from '../copy-id.tsx';
import { Money } from '../money.tsx';
import { placeSentence } from '../order-words.tsx';
import { ExactTime } from '../time.tsx';
import styles from './action-dialog.module.css';
import { ProposalChoice } from './proposal-choice.tsx';
import { type ActedOn, useAct } from './use-act.ts';

type Props = { order: ActedOn; action: Action; onClose: () => void };

/** What most marketplaces understand, where they take any words. */
const usualReason = 'Tickets No Longer Available';

type With = { reason?: string; remote_id?: string; invoice_id?: string; accept_cost?: boolean };

export function ActionDialog({ order, action, onClose }: Props) {
  const [given, setGiven] = useState<With>(
    action.needs === 'reason' ? { reason: action.reasons[0] ?? usualReason } : {},
  );
  const act = useAct(order);
  const { does, costs, label, weight, needs } = action;
  const isComplete =
    (needs !== 'listing' || given.remote_id !== undefined) &&
    (needs !== 'consent_to_cost' || given.accept_cost === true) &&
    (needs !== 'reason' || (given.reason ?? '').trim() !== '');
  return (
    <Modal
      opened
      onClose={onClose}
      size={needs === 'listing' ? 'lg' : 'md'}
      closeOnClickOutside={!act.isPending}
      title={
        <span className={styles.title}>
          {label}: {order.marketplace_name} <bdi>{order.global_id}</bdi>
        </span>
      }
    >
      <form
        className={styles.dialog}
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate({ do: action.do, ...(action.as ? { as: action.as } : {}), ...given }, { onSuccess: onClose });
        }}
      >
        <About order={order} />
        <p>{does}</p>
        <p className={styles.costs} data-weight={weight}>
          {costs}
        </p>
        <Needed order={order} action={action} given={given} onChange={setGiven} />
        {act.error && <Trouble error={act.error} />}
        <div className={styles.answers}>
          <Button variant="default" size="sm" disabled={act.isPending} onClick={onClose}>
            Leave it
          </Button>
          <Button
            type="submit"
            size="sm"
            color={weight === 'final' ? 'loss' : 'kelp'}
            loading={act.isPending}
            disabled={!isComplete}
            data-autofocus={needs === null || undefined}
          >
            {label}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** What is at stake: a number alone is easily taken for its neighbour's. */
function About({ order }: Pick<Props, 'order'>) {
  const { event, event_at: eventAt, money } = order;
  return (
    <p className={styles.about}>
      {money && (
        <>
          <Money value={money} />
          {' · '}
        </>
      )}
      {event && <bdi className={styles.event}>{event}</bdi>}
      {event && eventAt && ', '}
      {eventAt && <ExactTime at={eventAt} />}
      {event && ' · '}
      <bdi>{placeSentence(order)}</bdi>
    </p>
  );
}

type NeededProps = Pick<Props, 'order' | 'action'> & { given: With; onChange: (given: With) => void };

function Needed({ order, action: { needs, reasons }, given, onChange }: NeededProps) {
  if (needs === 'listing') {
    return (
      <ProposalChoice
        orderId={order.order_id}
        chosen={given.remote_id}
        onChoose={(remoteId) => onChange({ remote_id: remoteId })}
      />
    );
  }
  if (needs === 'consent_to_cost') {
    return (
      <Checkbox
        data-autofocus
        label="I accept what it costs"
        checked={given.accept_cost ?? false}
        onChange={({ currentTarget }) => onChange({ accept_cost: currentTarget.checked })}
      />
    );
  }
  if (needs === 'invoice') {
    return (
      <TextInput
        data-autofocus
        label="Its invoice in the POS"
        description="As the POS numbers it; leave it empty where there is none on record."
        value={given.invoice_id ?? ''}
        onChange={({ currentTarget }) =>
          onChange(currentTarget.value === '' ? {} : { invoice_id: currentTarget.value })
        }
      />
    );
  }
  if (needs !== 'reason') return null;
  return reasons.length > 0 ? (
    <Select
      data-autofocus
      label="The reason that the marketplace is told"
      data={reasons}
      value={given.reason ?? null}
      allowDeselect={false}
      onChange={(reason) => onChange(reason === null ? {} : { reason })}
    />
  ) : (
    <TextInput
      data-autofocus
      label="The reason"
      description="It stays with the order; a marketplace that takes no reason is not told it."
      maxLength={200}
      value={given.reason ?? ''}
      onChange={({ currentTarget }) => onChange({ reason: currentTarget.value })}
    />
  );
}

/** A conflict is no fault: somebody, or the order itself, was quicker. */
function Trouble({ error }: { error: Error }) {
  return (
    <div role="alert" className={styles.trouble}>
      <p>{error.message}</p>
      {error instanceof ApiProblem && error.status !== 409 && error.requestId && (
        <p>
          {error.code} · request <CopyId id={error.requestId} what="request id" />
        </p>
      )}
    </div>
  );
}
