import { OwnWords } from '../certify/published-wire.ts';
import type { Wire } from '../certify/wire.ts';
import { reported, reportOptions, urlFrom } from './certify-reports.ts';
import { type Command, type Invocation, required, WrongUsage } from './command.ts';
import { readSettingsFile } from './settings-file.ts';

const longestWaitSeconds = 3_600;

export const certify: Command = {
  summary: 'plays a marketplace against an automator, rule by rule',
  usage: '--url URL --key KEY --listing ID --small-listing ID [options]',
  help: `
Plays a marketplace against an automator that speaks the Order Integration
contract, this one or another: good calls, repeated ones, late, lost, wrong and
simultaneous ones. Reports each rule with what was sent, what came back and why
it matters. Exits with 1 if a rule is broken.

  --url URL             where the automator is; the contract's paths are put
                        after it
  --key KEY             the API key that it issued
  --listing ID          a general-admission listing with at least 100 free
                        tickets and split "any"
  --small-listing ID    a listing with exactly two tickets, both free, and split
                        "any"
  --pairs-listing ID    a listing that is sold in pairs only; without it one
                        rule is not tried
  --profile SLUG        the variant of a marketplace that asks before it sells,
                        such as ticket-evolution
  --settings FILE.json  the connection's settings, where they change header,
                        paths, fields or statuses
  --wait SECONDS        waits so long for a hold to expire (20); give the
                        connection a short hold lifetime
  --report FILE.json    writes the JSON report to a file
  --junit FILE.xml      writes a JUnit report to a file

The kit releases what it holds, but some rules have to sell: about ten tickets
of --listing stay sold. Use test listings. No tickets of the other listings are
sold.

  holdfast certify --url http://127.0.0.1:8080 --key hfk_... \\
    --listing GA-1 --small-listing PAIR-1`,
  options: {
    url: { type: 'string' },
    key: { type: 'string' },
    listing: { type: 'string' },
    'small-listing': { type: 'string' },
    'pairs-listing': { type: 'string' },
    profile: { type: 'string' },
    settings: { type: 'string' },
    wait: { type: 'string' },
    ...reportOptions,
  },
  async run(invocation) {
    // Loaded here, so that the other commands start without it.
    const { certify: certifyAutomator } = await import('../certify/certify.ts');
    const certificate = await certifyAutomator({
      url: urlFrom(invocation),
      key: required(invocation, 'key'),
      wire: await wireFrom(invocation),
      listings: listingsFrom(invocation),
      waitMs: secondsFrom(invocation) * 1_000,
      onTried: ({ rule }, count, of) => invocation.progress(`${count} of ${of}: ${rule.title} `),
    });
    return reported(invocation, certificate);
  },
};

async function wireFrom({ values }: Invocation): Promise<Wire> {
  const { profileSlugs, publishedProfile, wireFor } = await import('../certify/profiles.ts');
  const slug = typeof values.profile === 'string' ? values.profile : publishedProfile;
  const path = values.settings;
  const words = typeof path === 'string' ? ((await readSettingsFile(path, OwnWords)) as OwnWords) : null;
  const wire = wireFor(slug, words);
  if (!wire) throw new WrongUsage(`there is no profile "${slug}"; there are: ${profileSlugs.join(', ')}`);
  return wire;
}

function listingsFrom(invocation: Invocation) {
  const [large, small] = [required(invocation, 'listing'), required(invocation, 'small-listing')];
  const pairs = invocation.values['pairs-listing'];
  const listings = { large, small, pairs: typeof pairs === 'string' ? pairs : null };
  const named = [large, small, ...(listings.pairs === null ? [] : [listings.pairs])];
  if (new Set(named).size < named.length)
    throw new WrongUsage('--listing, --small-listing and --pairs-listing must name different listings');
  return listings;
}

function secondsFrom({ values }: Invocation): number {
  const text = typeof values.wait === 'string' ? values.wait : '20';
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds > longestWaitSeconds) {
    throw new WrongUsage(`--wait is "${text}"; it must be a whole number of seconds, at most ${longestWaitSeconds}`);
  }
  return seconds;
}
