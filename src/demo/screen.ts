// The demo on a terminal: one line for each thing that happens, and under them a line that counts.
// Where nobody watches (a pipe, a log) the lines come plain and the counting line stays away.
import { styleText } from 'node:util';
import type { Summary } from '../sandbox/order-integration/book.ts';
import type { ExchangeLine } from '../sandbox/order-integration/marketplace.ts';
import type { DemoPerson } from './person.ts';

type Style = Parameters<typeof styleText>[0];

/** The mark before each line: what happened, by shape and by colour, never by colour alone. */
const marks = {
  held: { mark: '●', style: 'cyan' },
  sold: { mark: '✔', style: 'green' },
  released: { mark: '○', style: 'gray' },
  refused: { mark: '✕', style: 'yellow' },
  lost: { mark: '…', style: 'magenta' },
  looked: { mark: '?', style: 'gray' },
  announced: { mark: '!', style: 'cyan' },
  confirmed: { mark: '✔', style: 'green' },
  rejected: { mark: '✕', style: 'yellow' },
} as const satisfies Record<string, { mark: string; style: Style }>;

type DemoEvent = Pick<ExchangeLine, 'at' | 'marketplace' | 'words'>;

export class Screen {
  readonly #stream: NodeJS.WriteStream;
  readonly #isWatched: boolean;
  #footer = '';
  #door = '';

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#isWatched = stream.isTTY;
  }

  line(text = ''): void {
    this.#stream.write(
      `${this.#isWatched && this.#footer ? '\r\x1b[2K' : ''}${text}\n${this.#isWatched ? this.#footer : ''}`,
    );
  }

  heading(text: string): void {
    this.line(this.#styled('bold', text));
  }

  /** Where to look at it in a browser; it stays in sight under the lines. */
  welcome(url: string, { email, password }: DemoPerson): void {
    this.line();
    this.heading(`  Open      ${url}`);
    this.line(`  sign in   ${email}`);
    this.line(`  with      ${password}`);
    this.line();
    this.#door = `${url}  ${email}  ${password}`;
  }

  exchange(line: ExchangeLine): void {
    this.#event(kindOf(line), line, this.#styled('gray', `${String(line.tookMs).padStart(6)} ms`));
  }

  /** A sale that a marketplace made by itself, and what it hears from us about it. */
  sale({ kind, ...event }: { kind: 'announced' | 'confirmed' | 'rejected'; marketplace: string; words: string }): void {
    this.#event(kind, { ...event, at: Date.now() });
  }

  #event(kind: keyof typeof marks, { at, marketplace, words }: DemoEvent, took = ''): void {
    const { mark, style } = marks[kind];
    const time = this.#styled('gray', clockTime(at));
    this.line(`${time}  ${fitted(marketplace, 21)} ${this.#styled(style, `${mark} ${fitted(words, 62)}`)}${took}`);
  }

  /** Replaces the counting line by the sums over all marketplaces. */
  count(summaries: readonly Summary[]): void {
    if (!this.#isWatched) return;
    const sum = (name: 'asked' | 'held' | 'confirmed' | 'released' | 'declined'): number =>
      summaries.reduce((count, summary) => count + summary[name], 0);
    const parts = [
      `${sum('asked')} asked`,
      `${sum('held')} held`,
      `${sum('confirmed')} sold`,
      `${sum('released')} released`,
      `${sum('declined')} declined`,
    ];
    // One row and no more: a longer one could not be taken back.
    const room = (this.#stream.columns ?? 80) - 1;
    const words = `${this.#door}   ${parts.join(' · ')}   Ctrl-C ends the demo`;
    this.#footer = this.#styled('bold', words.length > room ? `${words.slice(0, room - 1)}…` : words);
    this.#stream.write(`\r\x1b[2K${this.#footer}`);
  }

  /** No counting line from here on. */
  settle(): void {
    if (this.#isWatched && this.#footer) this.#stream.write('\r\x1b[2K');
    this.#footer = '';
  }

  good(text: string): void {
    this.line(this.#styled('green', `✔ ${text}`));
  }

  bad(text: string): void {
    this.line(this.#styled('red', `✕ ${text}`));
  }

  #styled(style: Style, text: string): string {
    return styleText(style, text, { stream: this.#stream });
  }
}

function kindOf({ ask, status }: ExchangeLine): keyof typeof marks {
  if (status === null) return 'lost';
  if (status >= 400) return 'refused';
  return ({ hold: 'held', invoice: 'sold', release: 'released', look: 'looked' } as const)[ask];
}

function clockTime(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

function fitted(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
