// What went wrong with what somebody has just asked for, told aloud. Nothing, where nothing did.
import styles from './trouble.module.css';

export function Trouble({ children }: { children: string | null }) {
  return (
    children && (
      <p role="alert" className={styles.trouble}>
        {children}
      </p>
    )
  );
}
