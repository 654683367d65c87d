// What was said on a wire, word for word; what is long scrolls by itself.
import styles from './verbatim.module.css';

export function Verbatim({ children }: { children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre className={styles.text} tabIndex={0}>
      {children}
    </pre>
  );
}
