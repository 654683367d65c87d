// The rows of the live stream. Sixty orders a second are one drawing a few times a second; only the newest are kept.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Now } from '../../../../src/http/broker/schemas/now.ts';
import { useStreamEvents } from '../../app/live.tsx';

type Listed = Now['latest'][number];

const mostRows = 40;
const drawEveryMs = 250;

export type LiveOrders = {
  shown: readonly Listed[];
  /** How many are new since the list was held. */
  waiting: number;
  isPaused: boolean;
  /** The reader asks for quiet, or for it to go on. */
  pause: (isPaused: boolean) => void;
  /** A finger or pointer is on the list. */
  hold: (isHeld: boolean) => void;
  letIn: () => void;
};

export function useLiveOrders(latest: readonly Listed[]): LiveOrders {
  const [shown, setShown] = useState<readonly Listed[]>(latest);
  const [waiting, setWaiting] = useState(0);
  const [isPaused, setPaused] = useState(false);
  const isHeld = useRef(false);
  const news = useRef(new Map<string, Listed>());
  const timer = useRef<number | undefined>(undefined);

  const draw = useCallback((mayMove: boolean): void => {
    window.clearTimeout(timer.current);
    timer.current = undefined;
    setShown((before) => {
      const moved = before.map((row) => news.current.get(row.order_id) ?? row);
      const known = new Set(before.map((row) => row.order_id));
      const fresh = [...news.current.values()].filter((row) => !known.has(row.order_id));
      setWaiting(mayMove ? 0 : fresh.length);
      if (!mayMove) {
        news.current = new Map(fresh.slice(-mostRows).map((row) => [row.order_id, row]));
        return moved;
      }
      news.current = new Map();
      return [...fresh, ...moved]
        .toSorted((one, other) => other.created_at.localeCompare(one.created_at))
        .slice(0, mostRows);
    });
  }, []);

  const take = useCallback(
    (rows: readonly Listed[]): void => {
      for (const row of rows) news.current.set(row.order_id, row);
      timer.current ??= window.setTimeout(() => draw(!isHeld.current), drawEveryMs);
    },
    [draw],
  );

  // What was read again counts like what was heard.
  useEffect(() => take(latest), [latest, take]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useStreamEvents(({ kind, data }) => {
    if (kind === 'order') take([data as Listed]);
  });

  const pause = (next: boolean): void => {
    setPaused(next);
    isHeld.current = next;
    if (!next) draw(true);
  };
  return {
    shown,
    waiting,
    isPaused,
    pause,
    hold: (next) => {
      if (isPaused) return;
      isHeld.current = next;
      if (!next) draw(true);
    },
    letIn: () => draw(true),
  };
}
