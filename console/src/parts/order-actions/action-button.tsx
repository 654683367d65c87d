// One act on an order as a button of its own; it says what it costs, and asks, before anything is done.
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Action } from '../../../../src/http/broker/schemas/orders.ts';
import styles from './action-button.module.css';
import { ActionDialog } from './action-dialog.tsx';
import type { ActedOn } from './use-act.ts';

type Props = {
  action: Action;
  order: ActedOn;
  /** In a row of a table: one word for it. */
  short?: string;
};

export function ActionButton({ action, order, short }: Props) {
  const [isAsking, setAsking] = useState(false);
  const { label, does, costs, is_next: isNext } = action;
  return (
    <>
      <Button
        variant={isNext ? 'filled' : 'default'}
        size={short ? 'compact-xs' : 'xs'}
        fullWidth={short === undefined}
        classNames={short === undefined ? { root: styles.whole, label: styles.words } : {}}
        title={`${does} ${costs}`}
        aria-haspopup="dialog"
        aria-label={short && `${label}: ${order.marketplace_name} ${order.global_id}`}
        onClick={() => setAsking(true)}
      >
        {short ?? label}
      </Button>
      {isAsking && <ActionDialog order={order} action={action} onClose={() => setAsking(false)} />}
    </>
  );
}
