// No code of a ticket stays in what is written down, in whatever form a marketplace or a POS showed it.
import { deepStrictEqual, doesNotMatch, ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withoutTicketCodes } from '../../src/core/ticket-codes.ts';

const clean = (value: unknown): unknown => JSON.parse(withoutTicketCodes(JSON.stringify(value)));

test('codes are removed and their seats stay', () => {
  const barcodes = [
    { seat_ordinal: 0, seat: '7', row: 'C', status: 'Received', barcode_values: ['4815162342', 99] },
    { seat: '8', value: '108' },
  ];
  deepStrictEqual(clean({ id: 5, barcodes }), {
    id: 5,
    barcodes: [
      { seat_ordinal: 0, seat: '7', row: 'C', status: 'Received', barcode_values: ['[code]', '[code]'] },
      { seat: '8', value: '[code]' },
    ],
  });
  deepStrictEqual(clean({ seats: { 12: { barcode: '4815' } }, barCode: [4815], QRCode: { data: 'x' } }), {
    seats: { 12: { barcode: '[code]' } },
    barCode: ['[code]'],
    QRCode: { data: '[code]' },
  });
});

test('what only speaks of codes stays as it is', () => {
  for (const value of [
    { action: 'FailedBarcodeValidation' },
    { barcodes: [], barcode: null, barCodesRequired: 'true', electronic: false },
    { line: 'POST /v1/purchases/7/barcode_upload' },
    'barCodesRequired=false&electronic=true',
    '<order><barCodesRequired>false</barCodesRequired></order>',
    { price: 4815 },
  ]) {
    deepStrictEqual(clean(value), value);
  }
  const text = '{"price":"4815"}';
  strictEqual(withoutTicketCodes(text), text);
});

test('texts in which they stand are cleaned as well, though they are cut off', () => {
  const texts = [
    '{"id":5,"barcodes":[{"seat":"7","barcode_values":["4815162342"',
    '{"barcode": "4815162342',
    '{"barcode":4815162342}',
    '<order><barCode>4815162342</barCode><ns:barcodes type="x">4815162342',
    'orderId=7&barCode=4815162342&x=1',
    'orderId=7&barCode%5B%5D=4815162342',
    'GET https://pos.example/tickets?qr_code=4815162342',
    'body=%7B%22barcode%22%3A%224815162342%22%2C%22id%22%3A7%7D&x=1',
  ];
  for (const text of texts) doesNotMatch(JSON.stringify(clean({ body: text })), /4815162342/, text);
  strictEqual(clean('orderId=7&barCode=4815162342&x=1'), 'orderId=7&barCode=[code]&x=1');
  strictEqual(
    clean('body=%7B%22barcode%22%3A%224815162342%22%2C%22id%22%3A7%7D&x=1'),
    'body=%7B%22barcode%22%3A[code]%2C%22id%22%3A7%7D&x=1',
  );
});

test('no code under any name of codes, at any depth, is ever left', () => {
  const names = fc.constantFrom('barcode', 'barcodes', 'barcode_values', 'barCode', 'qr_code', 'ticketBarcodes');
  const code = fc.constant('SECRET4815');
  const nest = fc.letrec<{ inner: unknown }>((tie) => ({
    inner: fc.oneof(
      { maxDepth: 4 },
      code,
      fc.array(tie('inner'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'value', 'values'), tie('inner'), { maxKeys: 2 }),
    ),
  })).inner;
  fc.assert(
    fc.property(names, nest, fc.jsonValue(), (name, inner, other) => {
      ok(!withoutTicketCodes(JSON.stringify([{ response: { [name]: inner, other } }])).includes('SECRET4815'));
    }),
  );
});

test('a text that is made to be slow is not', () => {
  const begun = performance.now();
  for (const words of ['"barcode', '&barcode', '%22barcode', '<barcode ', '"barcode":[', 'barcode']) {
    const text = words.repeat(20_000);
    clean(text);
    clean(`"${text.replaceAll('"', '')}`);
  }
  ok(performance.now() - begun < 5_000);
});

test('whatever has no codes comes back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      deepStrictEqual(clean(value), JSON.parse(JSON.stringify(value)));
    }),
  );
});
