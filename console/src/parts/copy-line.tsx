// Something long that is given to somebody else, whole on a line of its own and on the clipboard: an address, a key.
import { CopyId } from './copy-id.tsx';
import styles from './copy-line.module.css';

type Props = {
  /** What it is, above it. */
  label: string;
  text: string;
  /** What it is for. */
  children?: React.ReactNode;
};

export function CopyLine({ label, text, children }: Props) {
  return (
    <div className={styles.line}>
      <span className={styles.label}>{label}</span>
      <CopyId id={text} what={label} />
      {children && <span className="quiet">{children}</span>}
    </div>
  );
}
