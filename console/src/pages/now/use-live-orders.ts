// The rows of the live stream. Sixty orders a second are one drawing a few times a second; only the newest are kept.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ListedNow } from '../../../../src/http/broker/schemas/now.ts';
import type { StreamOrder } from '../../../../src/http/broker/schemas/stream.ts';
import { useStreamEvents } from '../../app/live.tsx';

const mostRows = 40;
const drawEveryMs = 250;

export type LiveOrders = {
  shown: readonly ListedNow[];
  /** How many are new since the list was held. */
  waiting: number;
  isPaused: boolean;
  /** The reader asks for quiet, or for it to go on. */
  pause: (isPaused: boolean) => void;
  /** A finger or pointer is on the list. */
  hold: (isHeld: boolean) => void;
  letIn: () => void;
};

/** What was heard of an order since the list was drawn: the whole of it as it was read, or what the stream told. */
type News = { read: ListedNow } | { told: StreamOrder };

export function useLiveOrders(latest: readonly ListedNow[]): LiveOrders {
  const [shown, setShown] = useState<readonly ListedNow[]>(latest);
  const [waiting, setWaiting] = useState(0);
  const [isPaused, setPaused] = useState(false);
  const isHeld = useRef(false);
  const news = useRef(new Map<string, News>());
  const timer = useRef<number | undefined>(undefined);

  const draw = useCallback((mayMove: boolean): void => {
    window.clearTimeout(timer.current);
    timer.current = undefined;
    setShown((before) => {
      const known = new Map(before.map((row) => [row.order_id, row]));
      const moved = before.map((row) => rowOf(news.current.get(row.order_id), row) ?? row);
      const fresh = [...news.current].filter(([orderId]) => !known.has(orderId));
      setWaiting(mayMove ? 0 : fresh.length);
      // Nobody scrolls back further: of what waits, the newest are kept.
      news.current = new Map(mayMove ? [] : fresh.slice(-mostRows));
      if (!mayMove) return moved;
      const added = fresh.flatMap(([, one]) => rowOf(one, undefined) ?? []);
      return [...added, ...moved]
        .toSorted((one, other) => other.created_at.localeCompare(one.created_at))
        .slice(0, mostRows);
    });
  }, []);

  const hear = useCallback(
    (orderId: string, one: News): void => {
      // The last word counts, and its place is the last.
      news.current.delete(orderId);
      news.current.set(orderId, one);
      timer.current ??= window.setTimeout(() => draw(!isHeld.current), drawEveryMs);
    },
    [draw],
  );

  useEffect(() => {
    // Read newest first; heard in the order in which they came.
    for (const read of latest.toReversed()) hear(read.order_id, { read });
  }, [latest, hear]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useStreamEvents(({ kind, data }) => {
    if (kind === 'order') hear(data.order_id, { told: data });
  });

  const rest = (next: boolean): void => {
    isHeld.current = next;
    if (!next) draw(true);
  };
  return {
    shown,
    waiting,
    isPaused,
    pause: (next) => {
      setPaused(next);
      rest(next);
    },
    hold: (next) => {
      if (!isPaused) rest(next);
    },
    letIn: () => draw(true),
  };
}

function rowOf(news: News | undefined, before: ListedNow | undefined): ListedNow | undefined {
  if (news === undefined) return before;
  if ('read' in news) return news.read;
  const { order_id, state, marketplace, event, quantity, money, at } = news.told;
  return {
    order_id,
    state: state as ListedNow['state'],
    marketplace,
    event: event ?? before?.event ?? null,
    quantity,
    money: money ? { ...money, is: 'total' } : (before?.money ?? null),
    created_at: before?.created_at ?? at,
  };
}
