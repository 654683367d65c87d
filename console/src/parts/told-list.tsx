// What was found or came, told one beneath the other: a sentence, then quiet facts about it.
import styles from './told-list.module.css';

export function ToldList({ children }: { children: React.ReactNode }) {
  return <ul className={styles.list}>{children}</ul>;
}

export function ToldFacts({ children }: { children: React.ReactNode }) {
  return <p className={styles.facts}>{children}</p>;
}
