// Other tickets of the same event that could fill a sale, the most comparable first; one is chosen.
import { Radio } from '@mantine/core';
import { listProposals } from '../../api/routes/orders.ts';
import { useReading } from '../../app/use-reading.ts';
import { capital } from '../capital.ts';
import { countOf } from '../count-of.ts';
import { Money } from '../money.tsx';
import { placeSentence } from '../order-words.tsx';
import { RowsSkeleton } from '../skeletons.tsx';
import { ErrorState } from '../states.tsx';
import styles from './proposal-choice.module.css';

type Props = { orderId: string; chosen: string | undefined; onChoose: (remoteId: string) => void };

export function ProposalChoice({ orderId, chosen, onChoose }: Props) {
  const { data, error, refetch } = useReading({
    queryKey: ['proposals', orderId],
    queryFn: ({ signal }) => listProposals({ params: { order_id: orderId }, signal }),
    staleTime: 0,
  });
  if (error && data === undefined) return <ErrorState error={error} retry={refetch} />;
  if (data === undefined) return <RowsSkeleton rows={3} height={48} />;
  if (data.items.length === 0) {
    return <p className="quiet">No other listing of this event has enough tickets side by side.</p>;
  }
  return (
    <Radio.Group label="From which listing" value={chosen ?? null} onChange={onChoose}>
      <div className={styles.choice}>
        {data.items.map(
          ({ remote_id: remoteId, section, row, seats, price, match, match_words: matchWords }, place) => (
            <Radio.Card
              key={remoteId}
              value={remoteId}
              className={styles.card}
              data-autofocus={place === 0 || undefined}
              aria-label={`${remoteId}, ${matchWords}`}
            >
              <Radio.Indicator size="xs" />
              <span className={styles.where}>
                <strong>
                  <bdi>{capital(placeSentence({ section, row, seats, quantity: null })) || 'General admission'}</bdi>
                </strong>
                <span className="quiet">
                  {countOf(seats.length, 'ticket')} · {remoteId}
                </span>
              </span>
              <span className={styles.match} data-match={match}>
                {matchWords}
              </span>
              <span className={styles.price}>
                <Money value={price} /> <span className="quiet">each</span>
              </span>
            </Radio.Card>
          ),
        )}
      </div>
    </Radio.Group>
  );
}
