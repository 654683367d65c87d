// A test call: it reads and changes nothing, and says in a sentence what came of it.
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../../../../src/http/broker/schemas/connections.ts';
import type { Tried } from '../../../../src/http/broker/schemas/declared.ts';
import { testConnection } from '../../api/routes/connections.ts';
import { useMay } from '../../app/session.ts';
import { useChange } from '../../app/use-change.ts';
import { TriedNote } from '../../parts/declared/tried-note.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import styles from './connection-page.module.css';

export function TestButton({ connection }: { connection: Pick<Connection, 'connection_id' | 'name' | 'lists_sales'> }) {
  const mayManage = useMay('manage');
  const [tried, setTried] = useState<Tried | null>(null);
  const { make, isBusy, trouble } = useChange(testConnection, [['connections'], ['health'], ['alerts']]);
  if (!mayManage) return <p className="quiet">An owner can make a test call.</p>;
  return (
    <div className={styles.test}>
      <Button
        variant="default"
        loading={isBusy}
        onClick={() => void make({ params: { connection_id: connection.connection_id } }).then(setTried)}
      >
        Make a test call
      </Button>
      {tried === null && !trouble && (
        <span className="quiet">
          {connection.lists_sales
            ? `Reads the beginning of ${connection.name}’s list of sales, and changes nothing.`
            : `Says what shows that it works: ${connection.name} has nothing that could be read.`}
        </span>
      )}
      <Trouble>{trouble}</Trouble>
      {tried && <TriedNote tried={tried} />}
    </div>
  );
}
