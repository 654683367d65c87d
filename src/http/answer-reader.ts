// Reads the answer to one request to the outside as it comes, and breaks off one that is too long or comes too late. Kept
// plain: two calls for each sale go through here, and a stream for each body would cost more than the call itself.

/** By which the request can be broken off. */
type Controller = { abort: (reason: Error) => void };

export type RawAnswer = { status: number; headers: Readonly<Record<string, string>>; text: string };

/** What undici's `dispatch` tells of one request. */
export class AnswerReader {
  readonly #signal: AbortSignal;
  readonly #longestBytes: number;
  readonly #chunks: Buffer[] = [];
  readonly #end = Promise.withResolvers<RawAnswer>();
  #controller: Controller | null = null;
  #status = 0;
  #headers: RawAnswer['headers'] = {};
  #length = 0;

  constructor(longestBytes: number, signal: AbortSignal) {
    this.#longestBytes = longestBytes;
    this.#signal = signal;
    if (signal.aborted) this.#stop();
    else signal.addEventListener('abort', this.#stop, { once: true });
  }

  /** Rejects with the signal's reason once that says stop, and with whatever else broke the call off. */
  get answer(): Promise<RawAnswer> {
    return this.#end.promise;
  }

  /** May come again, where a request is sent a second time because nothing of the first had left. */
  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#signal.aborted) controller.abort(this.#signal.reason as Error);
  }

  onResponseStart(_controller: unknown, status: number, headers: Record<string, string | string[] | undefined>): void {
    // Others say only that an answer will come.
    if (status < 200) return;
    this.#status = status;
    this.#headers = onlyTexts(headers);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length > this.#longestBytes) controller.abort(new Error('the answer is too long'));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first, ...others] = this.#chunks;
    const bytes = others.length > 0 ? Buffer.concat(this.#chunks) : first;
    this.#end.resolve({ status: this.#status, headers: this.#headers, text: bytes?.toString('utf8') ?? '' });
    this.#signal.removeEventListener('abort', this.#stop);
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#end.reject(error);
    this.#signal.removeEventListener('abort', this.#stop);
  }

  /** Whoever waits is told at once, also where the request still waits for a connection. */
  readonly #stop = (): void => {
    const reason = this.#signal.reason as Error;
    this.#end.reject(reason);
    this.#controller?.abort(reason);
  };
}

function onlyTexts(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (typeof value === 'string') texts[name] = value;
  return texts;
}
