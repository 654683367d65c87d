// Statements that leave as one message and are answered as one. Sent one by one the server answers each by itself: each answer
// wakes the hub, and describes again what the rows of a prepared statement look like, which never changes.
// Kept: all of them or none. Where one fails, those behind it are not run, and whoever waits for any of them is told.
import type pg from 'pg';
import type { Database, Statement } from './pool.ts';

type Column = { name: string; read: (text: string) => unknown };

type Step = Statement & PromiseWithResolvers<Answer> & Answer;

/** `command`: what the server says it did, such as `COMMIT` or `UPDATE 2`. */
type Answer = { rows: Record<string, unknown>[]; command: string };

/** What is used here of the connection that `pg` hands to whatever it submits. */
type Wire = {
  stream: { cork: () => void; uncork: () => void };
  /** The texts of the statements that are prepared, by their names. */
  parsedStatements: Readonly<Record<string, string>>;
  parse: (statement: { name: string; text: string }) => void;
  bind: (bound: { statement: string; values: string[] }) => void;
  describe: (what: { type: 'P' }) => void;
  execute: () => void;
  sync: () => void;
};

/**
 * Sends at once what `send` asks for before it waits for anything. What it is lent takes statements that have names, and nothing
 * else.
 */
export function sendTogether<Result>(client: pg.PoolClient, send: (db: Database) => Result): Result {
  const together = new Together((type) => client.getTypeParser(type, 'text'));
  const result = send(together as unknown as Database);
  client.query(together as unknown as pg.Submittable);
  return result;
}

/** What the rows of the statements look like that a connection has prepared; it is asked once. */
const columnsKnownTo = new WeakMap<Wire, Map<string, Column[]>>();

/** Its `handle…` are what `pg` calls, in the order of the server's messages. */
class Together {
  /** Set by the client where an answer may only take so long: it waits for the end with a timer, and keeps what was sent until then. */
  callback: ((error: Error | null) => void) | undefined;
  readonly #readerOf: (type: number) => Column['read'];
  readonly #steps: Step[] = [];
  #at = 0;
  #columns = new Map<string, Column[]>();

  constructor(readerOf: (type: number) => Column['read']) {
    this.#readerOf = readerOf;
  }

  /** The client notes as prepared what it finds here. */
  get name(): string {
    return this.#steps[this.#at]?.name ?? '';
  }

  get text(): string {
    return this.#steps[this.#at]?.text ?? '';
  }

  query(statement: Statement): Promise<Answer> {
    const step = { ...statement, ...Promise.withResolvers<Answer>(), rows: [], command: '' };
    this.#steps.push(step);
    return step.promise;
  }

  submit(wire: Wire): void {
    this.#columns = columnsKnownTo.get(wire) ?? this.#columns;
    columnsKnownTo.set(wire, this.#columns);
    const sent = new Set<string>();
    wire.stream.cork();
    for (const { name, text, values } of this.#steps) {
      if (wire.parsedStatements[name] !== text && !sent.has(name)) wire.parse({ name, text });
      sent.add(name);
      wire.bind({ statement: name, values: values.map(textOf) });
      if (!this.#columns.has(name)) wire.describe({ type: 'P' });
      wire.execute();
    }
    wire.sync();
    wire.stream.uncork();
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    const columns = fields.map(({ name, dataTypeID }) => ({ name, read: this.#readerOf(dataTypeID) }));
    this.#columns.set(this.name, columns);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    this.#columns.get(this.name)?.forEach(({ name, read }, index) => {
      const field = fields[index] ?? null;
      row[name] = field === null ? null : read(field);
    });
    this.#steps[this.#at]?.rows.push(row);
  }

  handleCommandComplete({ text }: { text: string }): void {
    // Whatever has no rows is not described.
    if (!this.#columns.has(this.name)) this.#columns.set(this.name, []);
    (this.#steps[this.#at] as Step).command = text;
    this.#at += 1;
  }

  handleReadyForQuery(): void {
    for (const { rows, command, resolve } of this.#steps) resolve({ rows, command });
    this.callback?.(null);
  }

  handleError(error: Error): void {
    for (const { reject } of this.#steps) reject(error);
    this.callback?.(error);
  }
}

/** A value as the server reads it. */
function textOf(value: Statement['values'][number]): string {
  return typeof value === 'string' ? value : `{${value.map(elementOf).join()}}`;
}

function elementOf(element: string | null): string {
  return element === null ? 'NULL' : `"${element.replace(/["\\]/g, '\\$&')}"`;
}
