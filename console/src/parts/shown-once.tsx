// A secret that is shown this once: to be copied now, because nobody can show it again.
import { Button } from '@mantine/core';
import { CopyId } from './copy-id.tsx';
import styles from './shown-once.module.css';

type Props = {
  /** What it is: "signing secret", "token", "link". */
  what: string;
  secret: string;
  /** What to do with it. */
  children?: React.ReactNode;
  onDone: () => void;
};

export function ShownOnce({ what, secret, children, onDone }: Props) {
  return (
    <div className={styles.once} role="status">
      <p>
        <strong>Copy the {what} now.</strong> It is shown this once. {children}
      </p>
      <CopyId id={secret} what={what} />
      <Button variant="default" onClick={onDone}>
        I have it
      </Button>
    </div>
  );
}
