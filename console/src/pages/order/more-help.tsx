// What else can be done about an order than to move it: open a case for a waiver, or ask the operator for help.
import { Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { OrderDetail } from '../../../../src/http/broker/schemas/orders.ts';
import { askForHelp, openWaiver } from '../../api/routes/waivers.ts';
import { useMay } from '../../app/session.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { objectOf } from '../../parts/order-words.tsx';
import { Panel } from '../../parts/panel.tsx';
import styles from './more-help.module.css';

export function MoreHelp({ order }: { order: OrderDetail }) {
  const mayTrade = useMay('trade');
  const navigate = useNavigate();
  const [question, setQuestion] = useState('');
  const [isAsked, setAsked] = useState(false);
  if (!mayTrade) return null;
  return (
    <Panel title="Something is not right?" about="The whole record of this order goes with it, secrets removed.">
      <div className={styles.acts}>
        <ConfirmButton
          label="Open a waiver"
          object={objectOf(order)}
          consequence="Gathers the case for the marketplace: the conversation, and who owned the tickets. Nothing is sent to anyone."
          variant="default"
          onConfirm={async () => {
            const { waiver_id: id } = await openWaiver({ body: { order_id: order.order_id } });
            await navigate({ to: `/waivers/${id}` as string });
          }}
        />
        <ConfirmButton
          label="Ask for help"
          object={`with ${objectOf(order)}`}
          consequence="Whoever runs this hub gets your question with all that is on record about the order."
          variant="default"
          asks
          onConfirm={async () => {
            await askForHelp({ params: { order_id: order.order_id }, body: { question } });
            setQuestion('');
            setAsked(true);
          }}
        >
          <Textarea
            label="What should they look at?"
            autosize
            minRows={3}
            maxLength={4_000}
            value={question}
            onChange={({ currentTarget }) => setQuestion(currentTarget.value)}
          />
        </ConfirmButton>
      </div>
      <p role="status" className="quiet">
        {isAsked && 'Asked. Whoever runs this hub will look at it.'}
      </p>
    </Panel>
  );
}
