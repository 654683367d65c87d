// A test call to a POS; and, loudly, that it confirms orders itself which we confirm too.
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { TriedPos } from '../../../../src/http/broker/schemas/points-of-sale.ts';
import { testPointOfSale } from '../../api/routes/points-of-sale.ts';
import { useMay } from '../../app/session.ts';
import { useChange } from '../../app/use-change.ts';
import { TriedNote } from '../../parts/declared/tried-note.tsx';
import { LoudNote } from './loud-note.tsx';
import styles from './point-of-sale-page.module.css';

export function PosTest({ pos, name }: { pos: string; name: string }) {
  const mayManage = useMay('manage');
  const [tried, setTried] = useState<TriedPos | null>(null);
  const { make, isBusy, trouble } = useChange(testPointOfSale, [['points-of-sale']]);
  if (!mayManage) return <p className="quiet">An owner can make a test call.</p>;
  return (
    <div className={styles.test}>
      <Button variant="default" loading={isBusy} onClick={() => void make({ params: { pos } }).then(setTried)}>
        Make a test call
      </Button>
      {tried === null && !trouble && (
        <span className="quiet">
          Reads something in {name}, changes nothing, and asks whether it confirms orders itself.
        </span>
      )}
      {trouble && (
        <p role="alert" className={styles.trouble}>
          {trouble}
        </p>
      )}
      {tried && <TriedNote tried={tried} />}
      {tried && tried.warnings.length > 0 && <LoudNote sentences={tried.warnings} />}
    </div>
  );
}
