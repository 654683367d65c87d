// How many of a listing's tickets are whose: in words, and as a bar in the order of the words.
import styles from './ticket-bar.module.css';

type Counts = { tickets: number; free: number; held: number; sold: number; elsewhere: number };

const uses = ['free', 'held', 'sold', 'elsewhere'] as const;

export function TicketBar({ counts }: { counts: Counts }) {
  const words = ticketWords(counts);
  const parts = uses.filter((use) => counts[use] > 0);
  return (
    <span className={styles.tickets} title={words}>
      <span className={styles.words}>{words}</span>
      <span className={styles.bar} aria-hidden="true">
        {parts.map((use) => (
          <span key={use} data-use={use} style={{ flexGrow: counts[use] }} />
        ))}
      </span>
    </span>
  );
}

/** "2 of 4 free · 1 held · 1 sold". */
export function ticketWords({ tickets, free, held, sold, elsewhere }: Counts): string {
  if (tickets === 0) return 'no tickets';
  const many = (count: number): string => count.toLocaleString('en');
  const others = [
    held > 0 && `${many(held)} held`,
    sold > 0 && `${many(sold)} sold`,
    elsewhere > 0 && `${many(elsewhere)} elsewhere`,
  ];
  return [`${many(free)} of ${many(tickets)} free`, ...others].filter(Boolean).join(' · ');
}
