import type { Tickets } from '../certify/bridge/visit.ts';
import { decodeSeats } from '../import/seats.ts';
import { reported, reportOptions, urlFrom } from './certify-reports.ts';
import { type Command, type Invocation, required, WrongUsage } from './command.ts';

const ticketsNeeded = 4;

export const posCertify: Command = {
  summary: 'plays Holdfast against a REST bridge, rule by rule',
  usage: '--url URL --key KEY --listing ID [--seats SEATS] [options]',
  help: `
Plays Holdfast against a bridge (docs/pos-bridge.md): holds, releases, invoices
and look-ups, repeated, lost, late, wrong and simultaneous ones. Reports each
rule with what was sent, what came back and why it matters. Exits with 1 if a
rule is broken.

  --url URL             where the bridge is
  --key KEY             what it takes as a bearer token
  --listing ID          the remote id of a test listing
  --seats SEATS         four of its free seats, such as 5-8 or 5;6;7;8; without
                        them, four general-admission places of a listing that
                        has no others free
  --stock               it shows its stock as well (GET /groups and GET /holds)
  --late-effect SECONDS how long a call that was cut may still take effect (30)
  --lapse SECONDS       how long after its time a hold may still stand (2)
  --report FILE.json    writes the JSON report to a file
  --junit FILE.xml      writes a JUnit report to a file

Everything that the kit holds or sells it takes back, as far as the bridge does
its part. Use a test listing all the same.

  holdfast pos certify --url http://127.0.0.1:8090 --key a-key \\
    --listing TG-1 --seats 5-8`,
  options: {
    url: { type: 'string' },
    key: { type: 'string' },
    listing: { type: 'string' },
    seats: { type: 'string' },
    stock: { type: 'boolean' },
    'late-effect': { type: 'string' },
    lapse: { type: 'string' },
    ...reportOptions,
  },
  async run(invocation) {
    // Loaded here, so that the other commands start without it.
    const { certifyBridge, usualBridgeLimits } = await import('../certify/bridge/certify-bridge.ts');
    const certificate = await certifyBridge({
      url: urlFrom(invocation),
      key: required(invocation, 'key'),
      tickets: { remoteId: required(invocation, 'listing'), seats: seatsFrom(invocation) },
      showsStock: invocation.values.stock === true,
      limits: {
        ...usualBridgeLimits,
        lateEffectMs: secondsFrom(invocation, 'late-effect', usualBridgeLimits.lateEffectMs),
        lapseMs: secondsFrom(invocation, 'lapse', usualBridgeLimits.lapseMs),
      },
      onTried: ({ rule }, count, of) => invocation.progress(`${count} of ${of}: ${rule.title} `),
    });
    return reported(invocation, certificate);
  },
};

function seatsFrom({ values }: Invocation): Tickets['seats'] {
  if (typeof values.seats !== 'string') return [null, null, null, null];
  const seats = decodeSeats(values.seats);
  if ('wrong' in seats) throw new WrongUsage(`--seats ${seats.wrong}`);
  const [one, two, three, four, ...more] = seats.value;
  if (one === undefined || two === undefined || three === undefined || four === undefined || more.length > 0) {
    throw new WrongUsage(`--seats names ${seats.value.length} seats; it must name ${ticketsNeeded}`);
  }
  return [one, two, three, four];
}

/** In milliseconds. */
function secondsFrom({ values }: Invocation, option: 'late-effect' | 'lapse', usualMs: number): number {
  const text = values[option];
  if (typeof text !== 'string') return usualMs;
  if (!/^\d{1,4}$/.test(text)) throw new WrongUsage(`--${option} is "${text}"; it must be a whole number of seconds`);
  return Number(text) * 1_000;
}
