// What may be done about the order: the sensible thing first and large, with what it does and costs; the rest behind it.
import type { Action, OrderDetail } from '../../../../src/http/broker/schemas/orders.ts';
import { useMay } from '../../app/session.ts';
import { ActionButton } from '../../parts/order-actions/action-button.tsx';
import styles from './actions.module.css';

type Props = { order: OrderDetail };

export function Actions({ order }: Props) {
  const mayTrade = useMay('trade');
  const { actions } = order;
  if (actions.length === 0) return null;
  const next = actions.filter((action) => action.is_next);
  const others = actions.filter((action) => !action.is_next);
  if (!mayTrade) {
    return next.length === 0 ? null : (
      <p className={styles.forbidden}>
        {next[0]?.label}: somebody whose role may trade can do this, an operator or an owner.
      </p>
    );
  }
  const isSettling = order.state === 'stuck';
  const claims = isSettling ? others.filter(({ do: what }) => what === 'settle') : [];
  const acts = others.filter((action) => !claims.includes(action));
  const isFolded = next.length > 0 || !isSettling;
  return (
    <section className={styles.actions} aria-label="What can be done">
      {next.map((action) => (
        <Offer key={keyOf(action)} action={action} order={order} />
      ))}
      {acts.length > 0 && isFolded ? (
        <details className={styles.others}>
          <summary>{next.length > 0 ? 'Something else' : 'What can be done'}</summary>
          <Offers actions={acts} order={order} />
        </details>
      ) : (
        acts.length > 0 && <Offers actions={acts} order={order} />
      )}
      {claims.length > 0 && (
        <>
          <p className={styles.question}>
            {acts.length > 0 ? 'Or which of these is true?' : 'Which of these is true?'} Look first; your word is taken
            for it.
          </p>
          <Offers actions={claims} order={order} />
        </>
      )}
    </section>
  );
}

function Offers({ actions, ...props }: Props & { actions: readonly Action[] }) {
  return (
    <ul className={styles.offers}>
      {actions.map((action) => (
        <li key={keyOf(action)}>
          <Offer action={action} {...props} />
        </li>
      ))}
    </ul>
  );
}

function Offer({ action, order }: Props & { action: Action }) {
  return (
    <div className={styles.offer}>
      <ActionButton action={action} order={order} />
      <p>
        {action.does} <span className="quiet">{action.costs}</span>
      </p>
    </div>
  );
}

function keyOf(action: Action): string {
  return `${action.do} ${action.as}`;
}
