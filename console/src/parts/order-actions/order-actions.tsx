// What can be done about an order, in place: the most sensible as buttons, the others behind them. Each says what it does
// and what it costs before it is done. Only for whoever may trade.
import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import type { Action } from '../../../../src/http/broker/schemas/orders.ts';
import { ActionDialog } from './action-dialog.tsx';
import styles from './order-actions.module.css';
import type { ActedOn } from './use-act.ts';

type Props = {
  order: ActedOn;
  actions: readonly Action[];
  /** How many are buttons of their own. */
  shown?: number;
};

export function OrderActions({ order, actions, shown = 2 }: Props) {
  const [chosen, setChosen] = useState<Action | null>(null);
  const [buttons, others] = [actions.slice(0, shown), actions.slice(shown)];
  if (actions.length === 0) return null;
  return (
    <>
      {buttons.map((action) => (
        <Button
          key={keyOf(action)}
          variant={action.is_next ? 'filled' : 'default'}
          title={`${action.does} ${action.costs}`}
          aria-haspopup="dialog"
          onClick={() => setChosen(action)}
        >
          {action.label}
        </Button>
      ))}
      {others.length > 0 && (
        <Menu position="bottom-end" width={260}>
          <Menu.Target>
            <ActionIcon
              variant="default"
              size={30}
              className={styles.more}
              aria-label={`More to do about ${order.global_id}`}
            >
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map((action) => (
              <Menu.Item key={keyOf(action)} title={`${action.does} ${action.costs}`} onClick={() => setChosen(action)}>
                {action.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {chosen && <ActionDialog order={order} action={chosen} onClose={() => setChosen(null)} />}
    </>
  );
}

function keyOf({ do: what, as }: Action): string {
  return `${what} ${as ?? ''}`;
}
