// A channel's address, and what its messages are signed with: checked when it is entered, sealed at rest.
import { randomBytes } from 'node:crypto';
import type { ChannelKind, ChannelRow } from '../db/alert-channels.ts';
import type { Vault } from '../db/sealed.ts';

export type Target = { kind: 'webhook'; url: string; secret: string } | { kind: 'email'; address: string };

/** An address that cannot be used, and why. */
export type Unusable = { unusable: string };

const longestUrl = 2_000;
const longestAddress = 254;

/** A webhook with a secret of its own, which its owner is shown once. */
export function webhookTo(text: string): Target | Unusable {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return { unusable: 'it must be an address such as https://broker.example/holdfast' };
  }
  if (url.username !== '' || url.password !== '') return { unusable: 'a name or password in it is not sent' };
  if (url.href.length > longestUrl) return { unusable: `it is longer than ${longestUrl} characters` };
  url.hash = '';
  return { kind: 'webhook', url: url.href, secret: `whsec_${randomBytes(32).toString('base64')}` };
}

export function emailTo(text: string): Target | Unusable {
  const address = text.trim();
  const isOne = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/.test(address) && address.length <= longestAddress;
  return isOne ? { kind: 'email', address } : { unusable: 'it must be one address, such as sales@broker.example' };
}

/** What people are shown. The path of a webhook often is its secret. */
export function shownOf(target: Target): string {
  if (target.kind === 'email') return target.address;
  const { origin, pathname, search } = new URL(target.url);
  return `${origin}${pathname === '/' && search === '' ? '/' : '/…'}`.slice(0, 300);
}

export function sealTarget(vault: Vault, target: Target): Buffer {
  return vault.seal(target);
}

/** Throws when it was sealed by another key. */
export function openTarget(vault: Vault, { sealed, kind }: { sealed: Buffer; kind: ChannelKind }): Target {
  const target = vault.open(sealed) as Target;
  if (target.kind !== kind) throw new Error(`the channel is a ${kind}, and what is sealed in it is not`);
  return target;
}

/** Whether one of the channels is the same already: it would be told everything twice. */
export function isAmong(vault: Vault, target: Target, channels: readonly ChannelRow[]): boolean {
  const addressOf = (one: Target): string => (one.kind === 'webhook' ? one.url : one.address.toLowerCase());
  return channels.some((row) => row.kind === target.kind && addressOf(openTarget(vault, row)) === addressOf(target));
}
