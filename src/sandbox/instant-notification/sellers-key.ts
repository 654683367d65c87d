// The key by which a sandbox marketplace knows a seller: given once, and good until it is taken away. Whoever logs in anew
// is given another. Each book, which is one running marketplace, has its own.
import { randomUUID } from 'node:crypto';
import type { SaleBook } from './sale-book.ts';

export class SellersKey {
  /** What is good before anything has happened. */
  readonly first: string;
  readonly #goodAt = new WeakMap<SaleBook, string | null>();

  constructor(first: string) {
    this.first = first;
  }

  isGood(book: SaleBook, given: unknown): boolean {
    const good = this.#goodAt.has(book) ? this.#goodAt.get(book) : this.first;
    return typeof good === 'string' && given === good;
  }

  /** None is good until somebody logs in anew. */
  expire(book: SaleBook): void {
    this.#goodAt.set(book, null);
  }

  /** With signs in it that are written otherwise in an address. */
  logIn(book: SaleBook): string {
    const key = `sandbox+key/${randomUUID()}=`;
    this.#goodAt.set(book, key);
    return key;
  }
}
