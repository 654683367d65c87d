// Where a file is dropped, or chosen. It is sent at once: nothing of it counts unless all of it is right.
import { Button, Loader } from '@mantine/core';
import { IconFileTypeCsv } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Import } from '../../../../src/http/broker/schemas/imports.ts';
import { ApiProblem } from '../../api/problem.ts';
import { importListings } from '../../api/routes/listings.ts';
import { PosChoice } from '../../app/pos-choice.tsx';
import styles from './file-drop.module.css';

type Props = { onSent: (received: Import) => void; isBusy: boolean };

export function FileDrop({ onSent, isBusy }: Props) {
  const [isOver, setOver] = useState(false);
  const [pos, setPos] = useState('house');
  const [sending, setSending] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const send = async (file: File | undefined): Promise<void> => {
    if (file === undefined || sending !== null) return;
    setTrouble(null);
    setSending(file.name);
    try {
      onSent(await importListings({ query: { file_name: nameOf(file), pos }, file }));
    } catch (error) {
      setTrouble(
        error instanceof ApiProblem
          ? error.message
          : 'The hub did not answer. Send the file again: nothing is doubled.',
      );
    } finally {
      setSending(null);
      if (input.current) input.current.value = '';
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way; the button inside is the other
    <div
      className={styles.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void send(event.dataTransfer.files[0]);
      }}
    >
      {sending === null ? (
        <IconFileTypeCsv size={30} stroke={1.4} aria-hidden="true" />
      ) : (
        <Loader size={26} aria-hidden="true" />
      )}
      <p role="status">
        {sending === null ? (
          <>
            Drop a CSV file here <span className="quiet">or</span>
          </>
        ) : (
          <>
            <bdi>{sending}</bdi> is being sent and read…
          </>
        )}
      </p>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        className="for-readers"
        tabIndex={-1}
        aria-label="File of listings"
        onChange={({ currentTarget }) => void send(currentTarget.files?.[0])}
      />
      <Button disabled={sending !== null || isBusy} onClick={() => input.current?.click()}>
        Choose a file
      </Button>
      <PosChoice label="The POS in which the listings stand" value={pos} onChange={setPos} />
      {trouble && (
        <p role="alert" className={styles.trouble}>
          {trouble}
        </p>
      )}
    </div>
  );
}

/** Whatever a file may be called, the record takes no sign that has no look. */
function nameOf({ name }: File): string {
  return (
    name
      .replace(/\p{Cc}/gu, ' ')
      .trim()
      .slice(0, 255) || 'listings.csv'
  );
}
