// A button that says what will happen and what it costs before it does. One that cannot be undone asks once, with the
// object's name; while it works it cannot be pressed again, and what goes wrong is said beside it.
import { Button, type ButtonProps, Modal } from '@mantine/core';
import { useId, useState } from 'react';
import { ApiProblem } from '../api/problem.ts';
import styles from './confirm-button.module.css';
import { Trouble } from './trouble.tsx';

type Props = {
  /** What will be done: "Reject", "Release hold". */
  label: string;
  /** What it is done to, as the person knows it: "StubHub sale 552011". */
  object: string;
  /** What it costs or brings, in a sentence. */
  consequence?: string;
  /** Asks first. Leave it out where the world allows an undo. */
  asks?: boolean;
  isDestructive?: boolean;
  /** More to fill in before it is done, such as a reason. */
  children?: React.ReactNode;
  onConfirm: () => Promise<unknown>;
} & Pick<ButtonProps, 'variant' | 'size' | 'disabled' | 'leftSection' | 'fullWidth'>;

export function ConfirmButton(props: Props) {
  const { label, object, consequence, asks = false, isDestructive = false, children, onConfirm, ...look } = props;
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const explanation = useId();
  const color = isDestructive ? { color: 'loss' } : {};
  const act = async (): Promise<void> => {
    setBusy(true);
    setTrouble(null);
    try {
      await onConfirm();
      setAsking(false);
    } catch (error) {
      setTrouble(troubleWords(error));
    } finally {
      setBusy(false);
    }
  };
  const question = `${label} ${object}?`;
  return (
    <>
      <Button
        {...look}
        {...color}
        loading={isBusy && !isAsking}
        title={consequence}
        aria-label={`${label}: ${object}`}
        onClick={() => (asks ? setAsking(true) : void act())}
      >
        {label}
      </Button>
      {trouble && !isAsking && (
        <span role="alert" className={styles.trouble}>
          {trouble}
        </span>
      )}
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={question}
        size="sm"
        closeOnClickOutside={!isBusy}
      >
        <div className={styles.question}>
          {consequence && <p id={explanation}>{consequence}</p>}
          {children}
          <Trouble>{trouble}</Trouble>
          <div className={styles.answers}>
            <Button variant="default" size="sm" disabled={isBusy} onClick={() => setAsking(false)}>
              Leave it
            </Button>
            <Button
              {...color}
              size="sm"
              loading={isBusy}
              data-autofocus
              aria-describedby={consequence ? explanation : undefined}
              onClick={() => void act()}
            >
              {label}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}

function troubleWords(error: unknown): string {
  if (error instanceof ApiProblem) return `${error.title}. ${error.message}`;
  return error instanceof Error ? error.message : 'That did not work.';
}
