// The listing file: what each field may be, what is said of what it may not be, and files that are no CSV at all.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { minorDigits } from '../../src/core/money.ts';
import { csvLine } from '../../src/import/csv-text.ts';
import { type Column, columns, type ListingInFile } from '../../src/import/listing-file.ts';
import { readListingFile } from '../../src/import/read-listing-file.ts';

const good: Record<Column, string> = {
  remote_id: 'TG-1',
  event: 'Harbor Lights Tour',
  venue: 'Bay Arena',
  event_at: '2027-03-14T19:30:00-05:00',
  section: '104',
  row: 'F',
  seats: '5-8',
  quantity: '',
  price: '125.00',
  currency: 'USD',
  split: 'any',
};

const fileOf = (...rows: Partial<Record<Column, string>>[]): string =>
  csvLine(columns) + rows.map((row) => csvLine(columns.map((column) => ({ ...good, ...row })[column]))).join('');

const read = (file: string | Uint8Array) => readListingFile([Buffer.from(file)], () => {});

async function listingsOf(file: string | Uint8Array): Promise<ListingInFile[]> {
  const decoded = await read(file);
  assert.ok('listings' in decoded, JSON.stringify(decoded));
  return decoded.listings;
}

/** Every error as `line column: message`. */
async function errorsOf(file: string | Uint8Array): Promise<string[]> {
  const decoded = await read(file);
  assert.ok('errors' in decoded, 'the file was taken');
  return decoded.errors.map(({ line, column, message }) => `${line} ${column}: ${message}`);
}

test('a row becomes a listing', async () => {
  const [listing] = await listingsOf(fileOf({}));
  assert.deepEqual(listing, {
    line: 2,
    remoteId: 'TG-1',
    event: 'Harbor Lights Tour',
    venue: 'Bay Arena',
    eventAt: Date.parse('2027-03-15T00:30:00Z'),
    section: '104',
    row: 'F',
    seats: ['5', '6', '7', '8'],
    price: 12_500,
    currency: 'USD',
    split: 'any',
  });
});

type Taken = [Partial<Record<Column, string>>, Partial<ListingInFile>];

const taken: Taken[] = [
  [{ seats: '5-8', quantity: '4' }, { seats: ['5', '6', '7', '8'] }],
  [{ seats: '5;7;9' }, { seats: ['5', '7', '9'] }],
  [{ seats: '1-3; 7 ;A' }, { seats: ['1', '2', '3', '7', 'A'] }],
  [{ seats: 'A1-A3' }, { seats: ['A1', 'A2', 'A3'] }],
  [{ seats: '08-11' }, { seats: ['08', '09', '10', '11'] }],
  [{ seats: '9 - 10' }, { seats: ['9', '10'] }],
  [{ seats: '7-7' }, { seats: ['7'] }],
  [{ seats: '', quantity: '3' }, { seats: [null, null, null] }],
  [
    { section: '', row: '' },
    { section: null, row: null },
  ],
  [{ price: '0' }, { price: 0 }],
  [{ price: '12.5' }, { price: 1_250 }],
  [{ price: '9500', currency: 'JPY' }, { price: 9_500 }],
  [{ price: '1.234', currency: 'KWD' }, { price: 1_234 }],
  [{ price: '9999999999.99' }, { price: 999_999_999_999 }],
  [{ split: 'never_leave_one' }, { split: 'never_leave_one' }],
  [{ split: '2; 4' }, { split: '2;4' }],
  [{ event_at: '2028-02-29T00:00:00Z' }, { eventAt: Date.parse('2028-02-29T00:00:00Z') }],
  [{ event_at: '2027-03-14t19:30:00.123456+05:30' }, { eventAt: Date.parse('2027-03-14T14:00:00.123Z') }],
  [{ event: 'Comedy Night: "Late, Later"' }, { event: 'Comedy Night: "Late, Later"' }],
  [
    { event: '東京月光バンド', venue: 'فرقة' },
    { event: '東京月光バンド', venue: 'فرقة' },
  ],
  // 500 characters, each of which is two units of a string.
  [{ event: '🎻'.repeat(500) }, { event: '🎻'.repeat(500) }],
  [{ remote_id: 'x'.repeat(128) }, { remoteId: 'x'.repeat(128) }],
];

suite('what is taken', () => {
  for (const [row, expected] of taken) {
    test(JSON.stringify(row).slice(0, 80), async () => {
      const [listing] = await listingsOf(fileOf(row));
      assert.deepEqual({ ...listing, ...expected }, listing);
    });
  }
});

const refused: [Partial<Record<Column, string>>, Column, RegExp][] = [
  [{ remote_id: '' }, 'remote_id', /^remote_id is empty$/],
  [{ remote_id: 'x'.repeat(129) }, 'remote_id', /^remote_id is longer than 128 characters$/],
  [{ remote_id: 'a\u0007b' }, 'remote_id', /^remote_id "a\\u0007b" has a control character$/],
  [{ event: '  ' }, 'event', /^event is empty$/],
  [{ venue: '🎻'.repeat(501) }, 'venue', /^venue is longer than 500 characters$/],
  [{ section: 'x'.repeat(101) }, 'section', /^section is longer than 100 characters$/],
  [{ row: 'A\tB' }, 'row', /control character$/],
  [
    { event_at: '2027-02-29T19:30:00Z' },
    'event_at',
    /^event_at "2027-02-29T19:30:00Z" is no date and time that exists$/,
  ],
  [{ event_at: '2027-02-28T24:00:00Z' }, 'event_at', /exists$/],
  [{ event_at: '2027-02-28T19:30:00+24:00' }, 'event_at', /exists$/],
  [{ event_at: '2027-03-14T19:30:00' }, 'event_at', /is not a time with an offset; write it like /],
  [{ event_at: '3/14/2027 7:30 PM' }, 'event_at', /is not a time with an offset/],
  [{ event_at: '1027-03-14T19:30:00Z' }, 'event_at', /is not between the years 2000 and 2199$/],
  [{ seats: '8-5' }, 'seats', /^seats "8-5" runs backwards; write 5-8$/],
  [{ seats: 'A8-A5' }, 'seats', /write A5-A8$/],
  [{ seats: 'A1-B8' }, 'seats', /does not keep its letters; write A1-A8$/],
  [{ seats: '5;7;5' }, 'seats', /^seats name seat "5" twice$/],
  [{ seats: '1-4;3' }, 'seats', /^seats name seat "3" twice$/],
  [{ seats: '5;;7' }, 'seats', /empty place between semicolons/],
  [{ seats: '5–8-' }, 'seats', /is neither a seat nor a range such as 5-8$/],
  [{ seats: '8-May' }, 'seats', /a spreadsheet may have taken the range for a date/],
  [{ seats: '1-1001' }, 'seats', /^seats are more than 1,000; spread them over several listings$/],
  [{ seats: '1-999999' }, 'seats', /more than 1,000/],
  [{ seats: '1-600;1001-1600' }, 'seats', /more than 1,000/],
  [{ seats: 'x'.repeat(21) }, 'seats', /longer than the 20 characters of a seat$/],
  [
    { seats: '5-8', quantity: '3' },
    'quantity',
    /^quantity "3" does not agree with seats, which are 4; it may stay empty$/,
  ],
  [
    { seats: '', quantity: '' },
    'quantity',
    /^quantity is empty, and so are seats; general admission needs a quantity$/,
  ],
  [{ seats: '', quantity: '0' }, 'quantity', /^quantity "0" is not a whole number from 1 to 1,000$/],
  [{ seats: '', quantity: '1001' }, 'quantity', /whole number from 1 to 1,000$/],
  [{ seats: '', quantity: '2.5' }, 'quantity', /whole number/],
  [{ price: '-1' }, 'price', /^price "-1" is not a plain decimal number; write it like 1250.00$/],
  [{ price: '$125' }, 'price', /plain decimal number/],
  [{ price: '1,250.00' }, 'price', /plain decimal number/],
  [{ price: '1e3' }, 'price', /plain decimal number/],
  [{ price: '' }, 'price', /plain decimal number/],
  [{ price: '1.005' }, 'price', /^price "1.005" is finer than USD goes, which has 2 decimals at most$/],
  [{ price: '10.5', currency: 'JPY' }, 'price', /which has no decimals$/],
  [{ price: '10000000000.00' }, 'price', /more than any ticket costs$/],
  [{ price: '9'.repeat(400) }, 'price', /more than any ticket costs$/],
  [{ currency: 'usd' }, 'currency', /^currency "usd" is not in capitals; write USD$/],
  [{ currency: 'ZZZ' }, 'currency', /^currency "ZZZ" is no currency of ISO 4217, such as USD$/],
  [{ split: '' }, 'split', /is none of any, pairs, whole, never_leave_one, nor a list of quantities such as 2;4$/],
  [{ split: '0;2' }, 'split', /nor a list of quantities/],
  [{ split: '2;2' }, 'split', /names a quantity twice$/],
];

suite('what is not', () => {
  for (const [row, column, sentence] of refused) {
    test(JSON.stringify(row).slice(0, 80), async () => {
      const decoded = await read(fileOf({ remote_id: 'TG-0' }, row));
      assert.ok('errors' in decoded, 'the row was taken');
      assert.equal(decoded.errors.length, 1, JSON.stringify(decoded.errors));
      const [error] = decoded.errors;
      assert.equal(error?.line, 3);
      assert.equal(error?.column, column);
      assert.match(error?.message ?? '', sentence);
    });
  }
});

test('everything that is wrong is said, in the order of the lines', async () => {
  const file = fileOf({ seats: '8-5', split: 'some' }, {}, { remote_id: 'TG-3', price: 'free' });
  assert.deepEqual(
    (await errorsOf(file)).map((error) => error.split(':')[0]),
    ['2 seats', '2 split', '4 price'],
  );
});

test('a remote id stands once in a file', async () => {
  assert.deepEqual(await errorsOf(fileOf({}, { remote_id: 'TG-2' }, {})), [
    '4 remote_id: remote_id "TG-1" stands on line 2 already',
  ]);
});

test('of many errors the first fifty are told, and how many more there are', async () => {
  const decoded = await read(fileOf(...Array.from({ length: 120 }, () => ({ seats: '8-5' }))));
  assert.ok('errors' in decoded);
  assert.equal(decoded.errors.length, 50);
  assert.equal(decoded.more, 70);
});

suite('the header', () => {
  test('may name the columns in any order', async () => {
    const reversed = columns.toReversed();
    const [listing] = await listingsOf(csvLine(reversed) + csvLine(reversed.map((column) => good[column])));
    assert.equal(listing?.remoteId, 'TG-1');
    assert.equal(listing?.split, 'any');
  });
  test('must name all of them, once, and no others', async () => {
    const header = csvLine([...columns.filter((column) => column !== 'venue'), 'colour', 'row']);
    assert.deepEqual(await errorsOf(header + fileOf({})), [
      '1 venue: the column venue is missing',
      '1 row: the column row stands here twice',
      `1 null: there is no column "colour"; the columns are ${columns.join(', ')}`,
    ]);
  });
  test('tells that the delimiter is another', async () => {
    const errors = await errorsOf(columns.join(';'));
    assert.match(errors.at(-1) ?? '', /separated by semicolons; save the file with commas$/);
  });
  test('is missing in an empty file', async () => {
    for (const empty of ['', '\n\n', '\uFEFF']) assert.match((await errorsOf(empty))[0] ?? '', /the file is empty/);
  });
  test('alone is a file without listings', async () => {
    assert.deepEqual(await listingsOf(csvLine(columns)), []);
  });
});

suite('bytes', () => {
  test('a byte order mark, carriage returns, blank lines and a last line without an end are taken', async () => {
    const file = `\uFEFF${fileOf({}, { remote_id: 'TG-2' })}`.replaceAll('\n', '\r\n\r\n').trimEnd();
    const listings = await listingsOf(file);
    assert.deepEqual(
      listings.map(({ remoteId, line }) => [remoteId, line]),
      [
        ['TG-1', 3],
        ['TG-2', 5],
      ],
    );
  });
  test('it does not matter how the bytes arrive', async () => {
    const bytes = Buffer.from(fileOf({ event: '東京月光バンド' }, { remote_id: 'TG-2' }));
    const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
    const decoded = await readListingFile(single, () => {});
    assert.ok('listings' in decoded);
    assert.deepEqual(decoded.listings, await listingsOf(bytes));
  });
  test('what is not UTF-8 is named by its line', async () => {
    const latin = Buffer.from(fileOf({}, { event: 'Café' }), 'latin1');
    assert.deepEqual(await errorsOf(latin), ['3 null: this is not UTF-8; save the file as "CSV UTF-8"']);
    const utf16 = Buffer.from(`\uFEFF${fileOf({})}`, 'utf16le');
    assert.match((await errorsOf(utf16))[0] ?? '', /^1 null: this is not UTF-8/);
  });
  test('a NUL byte is named by its line', async () => {
    assert.deepEqual(await errorsOf(`${fileOf({})}TG-2,\0`), [
      '3 null: there is a NUL byte; save the file as "CSV UTF-8"',
    ]);
  });
  test('a line without end is not read to its end', async () => {
    let read = 0;
    const endless = function* (): Generator<Buffer> {
      yield Buffer.from(fileOf({}));
      for (; read < 1_000; read++) yield Buffer.alloc(65_536, 'x');
    };
    const decoded = await readListingFile(endless(), () => {});
    assert.ok('errors' in decoded);
    assert.match(decoded.errors[0]?.message ?? '', /^the line is longer than 32 KiB; is this a CSV file\?$/);
    assert.equal(decoded.errors[0]?.line, 3);
    assert.ok(read < 5, `${read} blocks were read`);
  });
  test('a quote that stays open spoils its own line and no other', async () => {
    const lines = fileOf({}, { remote_id: 'TG-2' }, { remote_id: 'TG-3', seats: '8-5' }).split('\n');
    lines[2] = `"${lines[2]}`;
    assert.deepEqual(await errorsOf(lines.join('\n')), [
      '3 null: a quoted field does not end on this line; a field may not hold a line break',
      '4 seats: seats "8-5" runs backwards; write 5-8',
    ]);
  });
  test('a quote inside a field is explained', async () => {
    const errors = await errorsOf(fileOf({}).replace('Bay Arena', '5" riser'));
    assert.match(errors[0] ?? '', /^2 null: a quote stands inside a field/);
  });
  test('too few or too many fields are counted', async () => {
    assert.deepEqual(await errorsOf(`${csvLine(columns)}TG-1,x\n`), [
      '2 null: there are 2 fields where the header has 11',
    ]);
  });
  test('any bytes end in listings or in errors', async () => {
    const scraps = fc.constantFrom(
      '"',
      ',',
      '\n',
      '\r',
      ';',
      '-',
      '\0',
      '\uFEFF',
      'TG-1',
      '5-8',
      csvLine(columns),
      fileOf({}),
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some)),
      fc.array(scraps, { maxLength: 20 }).map((some) => Buffer.from(some.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (head, tail) => {
        const decoded = await read(Buffer.concat([head, tail]));
        assert.ok('errors' in decoded ? decoded.errors.length > 0 : decoded.listings);
      }),
      { numRuns: 500 },
    );
  });
});

const label = fc.stringMatching(/^[A-Z]{0,2}[1-9][0-9]{0,3}$/);
const printable = (most: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: most })
    .filter((text) => text.trim() !== '' && !/\p{Cc}/u.test(text) && [...text].length <= most);
const listings = fc.record({
  remoteId: printable(40),
  event: printable(60),
  venue: printable(60),
  eventAt: fc.date({ min: new Date('2000-01-02'), max: new Date('2199-12-30'), noInvalidDate: true }).map(Number),
  section: fc.option(printable(20)),
  row: fc.option(printable(20)),
  seats: fc.oneof(
    fc.uniqueArray(label, { minLength: 1, maxLength: 30 }),
    fc.integer({ min: 1, max: 50 }).map((count) => Array.from({ length: count }, () => null)),
  ),
  price: fc.integer({ min: 0, max: 999_999_999_999 }),
  currency: fc.constantFrom('USD', 'JPY', 'KWD', 'EUR'),
  split: fc.constantFrom('any', 'pairs', 'whole', 'never_leave_one', '2;4', '1'),
});

test('a listing that is written as a row is read as it was', async () => {
  await fc.assert(
    fc.asyncProperty(listings, async (listing) => {
      const digits = minorDigits(listing.currency);
      const amount = String(listing.price).padStart(digits + 1, '0');
      const isSeated = listing.seats[0] !== null;
      const file = fileOf({
        remote_id: listing.remoteId,
        event: listing.event,
        venue: listing.venue,
        event_at: new Date(listing.eventAt).toISOString(),
        section: listing.section ?? '',
        row: listing.row ?? '',
        seats: isSeated ? listing.seats.join(';') : '',
        quantity: isSeated ? '' : String(listing.seats.length),
        price: digits === 0 ? amount : `${amount.slice(0, -digits)}.${amount.slice(-digits)}`,
        currency: listing.currency,
        split: listing.split,
      });
      assert.deepEqual(await listingsOf(file), [{ line: 2, ...listing }]);
    }),
    { numRuns: 300 },
  );
});
