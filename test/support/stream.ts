// A reader of the live stream, as the console is one.
import { eventually, type TestHub } from './hub.ts';

type TestEvent = { id: string; event: string; data: Record<string, unknown> };

export type TestReader = {
  status: number;
  headers: Headers;
  /** What has come, without heartbeats. */
  events: TestEvent[];
  /** Resolves when the other side has ended it. */
  ended: Promise<void>;
  /** The first event that is so; waits for it. */
  see: (isSo: (event: TestEvent) => boolean) => Promise<TestEvent>;
  close: () => void;
};

/** Opens a stream; resolves when its first heartbeat has come, or when it was refused. */
export async function readStream(hub: Pick<TestHub, 'url'>, headers: Record<string, string>): Promise<TestReader> {
  const abort = new AbortController();
  const answer = await fetch(`${hub.url}/api/v1/stream`, { headers, signal: abort.signal });
  const events: TestEvent[] = [];
  let beats = 0;
  const take = (block: string): void => {
    const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
    if (fields.event === 'heartbeat') beats += 1;
    else events.push({ id: fields.id ?? '', event: fields.event ?? '', data: JSON.parse(fields.data ?? 'null') });
  };
  const ended = readBlocks(answer, take).catch(() => {});
  if (answer.status === 200)
    await eventually(
      async () => beats,
      (seen) => seen > 0,
    );
  return {
    status: answer.status,
    headers: answer.headers,
    events,
    ended,
    see: async (isSo) =>
      (await eventually(
        async () => events.find(isSo),
        (event) => event !== undefined,
      )) as TestEvent,
    close: () => abort.abort(),
  };
}

async function readBlocks({ body }: Response, take: (block: string) => void): Promise<void> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of body ?? []) {
    const blocks = (text + decoder.decode(bytes as Uint8Array, { stream: true })).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) take(block);
  }
}
