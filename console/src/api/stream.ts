// The live stream of an account: one connection per tab. It comes back by itself, waits longer each time, rests while nobody
// looks, and says `resync` whenever something may have been missed, so that pages read again instead of guessing.

import type {
  StreamAlert,
  StreamConnection,
  StreamImport,
  StreamOrder,
  StreamResync,
} from '../../../src/http/broker/schemas/stream.ts';

/** `resync` without data: this side was away, and nobody said anything. */
export type StreamEvent =
  | { kind: 'order'; data: StreamOrder }
  | { kind: 'alert'; data: StreamAlert }
  | { kind: 'connection'; data: StreamConnection }
  | { kind: 'import'; data: StreamImport }
  | { kind: 'resync'; data: StreamResync | null };

export type StreamState =
  | { is: 'live' }
  | { is: 'connecting' }
  /** Since when nothing has come, in milliseconds since 1970. */
  | { is: 'away'; since: number };

const kinds = ['order', 'alert', 'connection', 'import', 'resync'] as const;
const firstWaitMs = 1_000;
const longestWaitMs = 30_000;
/** The hub beats more often than this; silence for longer means that the connection is dead. */
const silenceMs = 45_000;
/** A tab that is out of sight for this long lets its connection go. */
const restAfterMs = 60_000;

type Listener = (event: StreamEvent) => void;

export class LiveStream {
  #url: string;
  #source: EventSource | null = null;
  #listeners = new Set<Listener>();
  #watchers = new Set<() => void>();
  #state: StreamState = { is: 'connecting' };
  #waitMs = firstWaitMs;
  #timers: { again?: number; silence?: number; rest?: number } = {};
  #missed = false;

  constructor(url: string) {
    this.#url = url;
  }

  get state(): StreamState {
    return this.#state;
  }

  start(): void {
    document.addEventListener('visibilitychange', this.#onSight);
    window.addEventListener('online', this.#comeBack);
    window.addEventListener('offline', this.#wentAway);
    this.#connect();
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.#onSight);
    window.removeEventListener('online', this.#comeBack);
    window.removeEventListener('offline', this.#wentAway);
    this.#disconnect();
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watchState(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #connect(): void {
    this.#disconnect();
    const source = new EventSource(this.#url);
    this.#source = source;
    source.onopen = () => {
      this.#waitMs = firstWaitMs;
      this.#change({ is: 'live' });
      if (this.#missed) this.#tell({ kind: 'resync', data: null });
      this.#missed = false;
      this.#heard();
    };
    source.onerror = () => this.#lost();
    source.addEventListener('heartbeat', this.#heard);
    for (const kind of kinds) {
      source.addEventListener(kind, (message) => {
        this.#heard();
        // From our own hub, whose tests hold it to its schemas.
        this.#tell({ kind, data: JSON.parse((message as MessageEvent<string>).data) } as StreamEvent);
      });
    }
    this.#heard();
  }

  #disconnect(): void {
    for (const timer of Object.values(this.#timers)) window.clearTimeout(timer);
    this.#timers = {};
    this.#source?.close();
    this.#source = null;
  }

  /** Never by the browser's own retry: it gives up on some answers, and never waits longer. */
  #lost(): void {
    this.#disconnect();
    this.#missed = true;
    if (this.#state.is !== 'away') this.#change({ is: 'away', since: Date.now() });
    const waitMs = this.#waitMs * (0.75 + Math.random() * 0.5);
    this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs);
    this.#timers.again = window.setTimeout(() => this.#connect(), waitMs);
  }

  #heard = (): void => {
    window.clearTimeout(this.#timers.silence);
    this.#timers.silence = window.setTimeout(() => this.#lost(), silenceMs);
  };

  #comeBack = (): void => {
    if (this.#source === null) this.#connect();
  };

  /** The device says so at once; the connection itself would be missed only by its silence. */
  #wentAway = (): void => {
    if (this.#source !== null) this.#lost();
  };

  #onSight = (): void => {
    window.clearTimeout(this.#timers.rest);
    if (document.visibilityState === 'visible') {
      this.#comeBack();
      return;
    }
    this.#timers.rest = window.setTimeout(() => {
      this.#disconnect();
      this.#missed = true;
    }, restAfterMs);
  };

  #change(state: StreamState): void {
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }

  #tell(event: StreamEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
