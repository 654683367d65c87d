// The environment, decoded once into typed settings, or a clear refusal to start.
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { PrivateNetworks } from './http/outbound.ts';
import type { MetricsHosts } from './metrics.ts';
import type { PeopleSettings } from './people/house-rules.ts';

export type Config = {
  host: string;
  port: number;
  dataDir: string;
  /** Null: the embedded PostgreSQL under the data folder. */
  databaseUrl: string | null;
  callsPerSecond: number;
  /** Of one person or token at the broker API. */
  brokerCallsPerSecond: number;
  logLevel: string;
  /** How the metrics, which anybody may read who reaches the hub, call the hosts of POS systems and marketplaces. */
  metricsHosts: MetricsHosts;
  /** How long it may take to stop. */
  stopMs: number;
  failpoint: string | null;
  alerts: AlertSettings;
  people: PeopleSettings;
  /** Who may say in X-Forwarded-For where a caller comes from: addresses or networks. */
  trustedProxies: string[];
  /** Whether an address that somebody names may be in a private network. Strangers who sign up must not have us look around. */
  privateNetworks: PrivateNetworks;
};

/** How the broker is told of what needs a person. */
type AlertSettings = {
  /** Null: no e-mail can be sent. */
  mail: { smtpUrl: string; from: string } | null;
  /** Where people reach this Holdfast, for links. Null: where it listens. */
  publicUrl: string | null;
  collectMs: number;
  repeatMs: number;
};

/** A setting cannot be used; the message names it and says what it may be. */
export class BadSetting extends Error {
  override name = 'BadSetting';
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

export function readConfig(environment: NodeJS.ProcessEnv): Config {
  return {
    host: environment.HOST || '127.0.0.1',
    port: wholeNumber(environment, 'PORT', 8080, 0, 65_535),
    dataDir: resolve(environment.DATA_DIR || './data'),
    databaseUrl: databaseUrl(environment),
    callsPerSecond: wholeNumber(environment, 'CALLS_PER_SECOND', 5_000, 1, 1_000_000),
    brokerCallsPerSecond: wholeNumber(environment, 'BROKER_CALLS_PER_SECOND', 50, 1, 100_000),
    logLevel: oneOf(environment, 'LOG_LEVEL', 'info', logLevels),
    metricsHosts: oneOf(environment, 'METRICS_HOSTS', 'numbered', ['numbered', 'named']) as MetricsHosts,
    stopMs: wholeNumber(environment, 'STOP_SECONDS', 25, 1, 3_600) * 1_000,
    failpoint: environment.HOLDFAST_FAILPOINT || null,
    alerts: {
      mail: mailSettings(environment),
      publicUrl: webAddress(environment, 'PUBLIC_URL'),
      collectMs: wholeNumber(environment, 'ALERT_COLLECT_SECONDS', 60, 1, 3_600) * 1_000,
      repeatMs: wholeNumber(environment, 'ALERT_REPEAT_MINUTES', 60, 1, 1_440) * 60_000,
    },
    people: {
      signUp: oneOf(environment, 'SIGN_UP', 'closed', ['closed', 'open']) === 'open' ? 'open' : 'by_invitation',
      session: {
        idleMs: wholeNumber(environment, 'SESSION_IDLE_HOURS', 72, 1, 8_760) * 3_600_000,
        wholeMs: wholeNumber(environment, 'SESSION_DAYS', 30, 1, 365) * 86_400_000,
      },
      wrongTries: { perAddress: 60, perEmail: 15 },
    },
    trustedProxies: proxies(environment),
    privateNetworks: privateNetworks(environment),
  };
}

function privateNetworks(environment: NodeJS.ProcessEnv): PrivateNetworks {
  const usual = environment.SIGN_UP === 'open' ? 'refuse' : 'allow';
  return oneOf(environment, 'PRIVATE_NETWORKS', usual, ['allow', 'refuse']) as PrivateNetworks;
}

function databaseUrl(environment: NodeJS.ProcessEnv): string | null {
  const url = environment.DATABASE_URL;
  if (!url) return null;
  if (!/^postgres(ql)?:\/\//.test(url)) throw new BadSetting('DATABASE_URL must begin with postgres://');
  return url;
}

function mailSettings(environment: NodeJS.ProcessEnv): Config['alerts']['mail'] {
  const smtpUrl = environment.SMTP_URL;
  if (!smtpUrl) return null;
  // Its value is not repeated: it holds a password.
  if (!URL.canParse(smtpUrl) || !/^smtps?:\/\/[^/]/.test(smtpUrl)) {
    throw new BadSetting('SMTP_URL must be such as smtp://user:password@mail.example:587');
  }
  const from = environment.ALERT_FROM ?? '';
  if (!/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(from)) {
    throw new BadSetting(`ALERT_FROM is "${from}"; SMTP_URL needs it, such as Holdfast <holdfast@broker.example>`);
  }
  return { smtpUrl, from };
}

function webAddress(environment: NodeJS.ProcessEnv, name: string): string | null {
  const text = environment[name];
  if (!text) return null;
  if (!URL.canParse(text) || !/^https?:\/\//.test(text)) {
    throw new BadSetting(`${name} is "${text}"; it must be an address such as https://holdfast.example`);
  }
  return text.replace(/\/+$/, '');
}

function proxies(environment: NodeJS.ProcessEnv): string[] {
  const named = (environment.TRUSTED_PROXIES ?? '').split(',').map((word) => word.trim());
  return named.filter((word) => {
    const [address = '', bits] = word.split('/');
    if (word === '' || word === 'loopback' || (isIP(address) > 0 && (bits === undefined || /^\d{1,3}$/.test(bits)))) {
      return word !== '';
    }
    throw new BadSetting(`TRUSTED_PROXIES has "${word}"; it must be addresses or networks such as 10.0.0.0/8.`);
  });
}

function wholeNumber(
  environment: NodeJS.ProcessEnv,
  name: string,
  fallback: number,
  smallest: number,
  largest: number,
): number {
  const text = environment[name];
  if (!text) return fallback;
  const number = Number(text);
  if (!Number.isInteger(number) || number < smallest || number > largest) {
    throw new BadSetting(`${name} is "${text}"; it must be a whole number from ${smallest} to ${largest}.`);
  }
  return number;
}

function oneOf(environment: NodeJS.ProcessEnv, name: string, fallback: string, allowed: readonly string[]): string {
  const text = environment[name] || fallback;
  if (!allowed.includes(text)) throw new BadSetting(`${name} is "${text}"; it must be one of ${allowed.join(', ')}.`);
  return text;
}
