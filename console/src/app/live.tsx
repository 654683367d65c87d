// The live stream for pages: how it stands, and what it says. One connection serves the whole tab.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { addressOf } from '../api/route.ts';
import { LiveStream, type StreamEvent, type StreamState } from '../api/stream.ts';

const StreamContext = createContext<LiveStream | null>(null);

/** Opens the stream for as long as somebody is signed in. */
export function Live({ children }: { children: React.ReactNode }) {
  const [stream] = useState(() => new LiveStream(addressOf('/stream')));
  const queries = useQueryClient();
  useEffect(() => {
    const stopListening = stream.listen(({ kind }) => {
      // Something may have been missed: whatever is on the page is read again.
      if (kind === 'resync') void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    });
    stream.start();
    return () => {
      stopListening();
      stream.stop();
    };
  }, [stream, queries]);
  return <StreamContext value={stream}>{children}</StreamContext>;
}

function useStream(): LiveStream {
  const stream = useContext(StreamContext);
  if (stream === null) throw new Error('the live stream is opened by the signed-in part of the console');
  return stream;
}

export function useStreamState(): StreamState {
  const stream = useStream();
  return useSyncExternalStore(
    (watcher) => stream.watchState(watcher),
    () => stream.state,
  );
}

/** Hears every event, in their order. `onEvent` may change from one drawing to the next. */
export function useStreamEvents(onEvent: (event: StreamEvent) => void): void {
  const stream = useStream();
  const latest = useRef(onEvent);
  useEffect(() => {
    latest.current = onEvent;
  });
  useEffect(() => stream.listen((event) => latest.current(event)), [stream]);
}

/**
 * Reads again what depends on events, at most once per `everyMs`, however many come: sixty orders a second must not be
 * sixty questions a second.
 */
export function useRereadOn(kinds: readonly string[], queryKey: readonly unknown[], everyMs = 2_000): void {
  const queries = useQueryClient();
  const timer = useRef<number | undefined>(undefined);
  useStreamEvents(({ kind }) => {
    if (!kinds.includes(kind) || timer.current !== undefined) return;
    timer.current = window.setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey });
    }, everyMs);
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
}
