// A test call to a POS; and, loudly, that it confirms orders itself which we confirm too.
import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { TriedPos } from '../../../../src/http/broker/schemas/points-of-sale.ts';
import { testPointOfSale } from '../../api/routes/points-of-sale.ts';
import { useMay } from '../../app/session.ts';
import { useChange } from '../../app/use-change.ts';
import { TriedNote } from '../../parts/declared/tried-note.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import styles from './point-of-sale-page.module.css';

type Props = {
  pos: string;
  name: string;
  /** It has just been connected: whether it confirms orders itself must be known before anything is sold. */
  startsAtOnce: boolean;
  tried: TriedPos | null;
  onTried: (tried: TriedPos | null) => void;
};

export function PosTest({ pos, name, startsAtOnce, tried, onTried }: Props) {
  const mayManage = useMay('manage');
  const { make, isBusy, trouble } = useChange(testPointOfSale, [['points-of-sale']]);
  const tryIt = (): void => void make({ params: { pos } }).then(onTried);
  // Once, when it has just been connected.
  useEffect(() => {
    if (startsAtOnce) tryIt();
  }, [startsAtOnce]);
  if (!mayManage) return <p className="quiet">An owner can make a test call.</p>;
  return (
    <div className={styles.test}>
      <Button variant="default" loading={isBusy} onClick={tryIt}>
        Make a test call
      </Button>
      {tried === null && !trouble && (
        <span className="quiet">
          Reads something in {name}, changes nothing, and asks whether it confirms orders itself.
        </span>
      )}
      <Trouble>{trouble}</Trouble>
      {tried && <TriedNote tried={tried} />}
    </div>
  );
}
