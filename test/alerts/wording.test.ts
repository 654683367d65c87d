// What a message says: a subject that a telephone shows in full, and sentences that stay within their lines whatever a
// marketplace wrote.
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertKinds } from '../../src/alerts/kinds.ts';
import { mailTextOf } from '../../src/alerts/mail-text.ts';
import { type Facts, factsOf, testFacts } from '../../src/alerts/message.ts';
import { nextTryAt } from '../../src/alerts/patience.ts';
import { sentenceOf, subjectOf, timeLeft } from '../../src/alerts/wording.ts';
import { moneyText } from '../../src/core/money.ts';
import { orderStates } from '../../src/core/transitions.ts';
import type { AlertToTell } from '../../src/db/alerts.ts';

const now = Date.UTC(2030, 0, 1);
const minuteMs = 60_000;
const usd = (amount: number) => ({ amount, currency: 'USD' });

function alertOf(fields: Partial<AlertToTell> = {}): AlertToTell {
  return {
    alertId: 'a-1',
    kind: 'unfilled',
    sentence: 'Its tickets are gone.',
    at: now,
    subject: 'o-1',
    orderId: 'o-1' as AlertToTell['orderId'],
    connectionId: null,
    pos: null,
    marketplace: 'stubhub',
    saleId: 's-1',
    state: 'unfilled',
    money: usd(30_000),
    endsAt: now + 38 * minuteMs,
    toldAt: null,
    ...fields,
  };
}

const factsAbout = (alerts: AlertToTell[], fields: Partial<Facts> = {}): Facts => ({
  ...factsOf({ kind: 'unfilled', alerts, isReminder: false }),
  ...fields,
});

describe('a subject', () => {
  it('is shown in full by a telephone, whatever the kind, the money and the time', () => {
    for (const kind of Object.keys(alertKinds) as (keyof typeof alertKinds)[]) {
      for (const isReminder of [false, true]) {
        for (const amount of [0, 30_000, 99_999_999_999]) {
          for (const count of [1, 17, 12_345]) {
            const facts = factsAbout([alertOf()], { kind, isReminder, count, totals: [usd(amount)] });
            const subject = subjectOf(facts, now);
            ok(subject.length <= 40, subject);
            match(subject, new RegExp(alertKinds[kind].name, 'i'));
          }
        }
      }
    }
  });

  it('names the money and the time left', () => {
    strictEqual(subjectOf(factsAbout([alertOf()]), now), 'Unfilled: 300 USD, 38 min left');
    const many = factsAbout([alertOf(), alertOf({ money: usd(1_204_500) })]);
    strictEqual(subjectOf(many, now), 'Unfilled: 2×, 12,345 USD, 38 min left');
    strictEqual(subjectOf({ ...many, isReminder: true }, now), 'Still unfilled: 2×, 12,345 USD');
  });

  it('adds up no currencies, and quotes nobody', () => {
    const facts = factsAbout([alertOf(), alertOf({ money: { amount: 5_000, currency: 'GBP' } })]);
    strictEqual(subjectOf(facts, now), 'Unfilled: 2×, 38 min left');
    strictEqual(sentenceOf(facts), '2 sales cannot be filled, 300.00 USD and 50.00 GBP together.');
    const hostile = factsAbout([alertOf({ money: { amount: 1, currency: 'U\r\nBcc: x' }, sentence: 'a\r\nBcc: x' })]);
    doesNotMatch(`${subjectOf(hostile, now)}${sentenceOf(hostile)}`, /[\r\n]/);
  });
});

describe('the text of an e-mail', () => {
  it('is the sentence, the money and the time, and a link', () => {
    const { text } = mailTextOf(factsAbout([alertOf()]), 'https://hub.example', now);
    strictEqual(
      text,
      `Its tickets are gone.
300.00 USD, 38 min left
https://hub.example/orders/o-1

Everything that waits for you: https://hub.example/alerts
`,
    );
  });

  it('opens with the event, the place and the seats; the listing is named once', () => {
    const tickets = {
      ...{ event: 'Night\r\nOwls', eventAt: now, section: 'Suite 17', row: null, seats: ['5'], quantity: 1 },
      remoteId: 'TG-1',
    };
    const textAboutIn = (timeZone: string): string => {
      const about = new Map([['o-1', { ...tickets, timeZone }]]);
      return mailTextOf(
        factsOf({ kind: 'unfilled', alerts: [alertOf({})], isReminder: false }, about),
        'https://hub.example',
        now,
      ).text;
    };
    match(textAboutIn('Asia/Kolkata'), /^Night Owls, 2030-01-01 05:30 UTC\+05:30, Suite 17/);
    match(textAboutIn('America/Los_Angeles'), /^Night Owls, 2029-12-31 16:00 UTC-08:00, Suite 17/);
    match(textAboutIn('UTC'), /^Night Owls, 2030-01-01 00:00 UTC, Suite 17/);
    match(textAboutIn('Mars/Olympus'), /^Night Owls, 2030-01-01 00:00 UTC, Suite 17/);
    const textAbout = (sentence: string): string => {
      const told = factsOf(
        { kind: 'unfilled', alerts: [alertOf({ sentence })], isReminder: false },
        new Map([['o-1', tickets]]),
      );
      return mailTextOf(told, 'https://hub.example', now).text;
    };
    match(textAbout('It is stuck.'), /^Night Owls, 2030-01-01 00:00 UTC, Suite 17, seat 5 \(TG-1\)\. It is stuck\.\n/);
    match(
      textAbout('StubHub sold 1 of listing TG-1.'),
      /^Night Owls, [^(]*, seat 5\. StubHub sold 1 of listing TG-1\.\n/,
    );
  });

  it('numbers several, and counts those that it does not name', () => {
    const alerts = Array.from({ length: 12 }, (_, index) => alertOf({ money: usd(1_000 * (12 - index)) }));
    const { text } = mailTextOf(factsAbout(alerts), 'https://hub.example', now);
    match(
      text,
      /^12 sales cannot be filled, 780\.00 USD together\.\n\n1\. Its tickets are gone\.\n {3}120\.00 USD, 38 min/,
    );
    match(text, /\n10\. [\s\S]*\nAnd 2 more\.\n/);
    doesNotMatch(text, /\n11\. /);
  });

  it('of a test says that nothing is wrong', () => {
    const { subject, text } = mailTextOf(testFacts('t-1', now), 'https://hub.example', now);
    strictEqual(subject, 'Test: this channel works');
    match(text, /nothing is wrong/);
  });
});

describe('words', () => {
  it('of money follow the currency', () => {
    deepStrictEqual([usd(123_450), { amount: 5_000, currency: 'JPY' }, { amount: 100, currency: '?' }].map(moneyText), [
      '1,234.50 USD',
      '5,000 JPY',
      '1.00 ',
    ]);
  });

  it('of time are rounded down', () => {
    const left = [-1, 0, 59_999, 38 * minuteMs + 59_999, 119 * minuteMs, 47 * 60 * minuteMs, 49 * 60 * minuteMs];
    deepStrictEqual(
      left.map((ms) => timeLeft(now + ms, now)),
      ['too late', 'too late', '0 min left', '38 min left', '119 min left', '47 h left', '2 days left'],
    );
  });
});

describe('a kind of alert', () => {
  it('stands in states that exist, and is over in others', () => {
    for (const [kind, { standsIn, whileUnseenIn = [] }] of Object.entries(alertKinds)) {
      if (standsIn === null || standsIn === 'any') continue;
      const states = [...standsIn, ...whileUnseenIn];
      ok(states.length > 0 && states.length < orderStates.length, kind);
    }
  });
});

describe('patience', () => {
  it('is short at first, then four tries an hour, and ends after a day', () => {
    const delays: number[] = [];
    let at = now;
    for (let attempt = 1; ; attempt++) {
      const next = nextTryAt(attempt, now, at);
      if (next === null) break;
      delays.push((next - at) / 1_000);
      at = next;
    }
    deepStrictEqual(delays.slice(0, 9), [5, 15, 30, 60, 120, 300, 600, 900, 900]);
    ok(at <= now + 24 * 60 * minuteMs && at > now + 23 * 60 * minuteMs);
  });
});
