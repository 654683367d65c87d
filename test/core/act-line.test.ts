// What the journal keeps of a person's act is read again as it was, whatever the person or the reason is called.
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { actLine, readActLine } from '../../src/core/act-line.ts';

const nothing = { reason: null, remoteId: null, settledAs: null, invoiceId: null };

describe('the line of an act', () => {
  it('is read again as it was written', () => {
    const by = 'Ada Lovelace';
    const reject = { do: 'reject', by, reason: 'sold: twice,\nby: fill' } as const;
    deepStrictEqual(readActLine(actLine(reject)), { ...nothing, ...reject });
    const fill = { do: 'fill', by, remoteId: 'TG-1: retry' } as const;
    deepStrictEqual(readActLine(actLine(fill)), { ...nothing, ...fill });
    for (const invoiceId of [null, '77, on their word', 'INV 1']) {
      const settle = { do: 'settle', by, as: 'invoiced', invoiceId } as const;
      deepStrictEqual(readActLine(actLine(settle)), { ...nothing, do: 'settle', by, settledAs: 'invoiced', invoiceId });
    }
    for (const what of ['retry', 'release', 'note_confirmed', 'note_rejected', 'note_cancelled'] as const) {
      deepStrictEqual(readActLine(actLine({ do: what, by })), { ...nothing, do: what, by });
    }
  });

  it('is not seen in what a marketplace sent', () => {
    strictEqual(readActLine('POST /oi/v1/holds'), null);
    strictEqual(readActLine('read in the list of sales'), null);
  });
});
