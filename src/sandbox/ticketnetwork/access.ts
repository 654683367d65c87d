// Who may ask a sandbox TicketNetwork: whoever holds the newest token for its consumer key. A new one ends the one before.
import { timingSafeEqual } from 'node:crypto';
import type { Said } from '../faulty-answer.ts';
import type { Asked, Understood } from '../instant-notification/marketplace.ts';

export const credentials = {
  consumer_key: 'sandbox-consumer-key',
  consumer_secret: 'sandbox-consumer-secret-77b0',
  broker_id: 11_802,
  webhook_secret: 'sandbox-webhook-secret-of-40-characters-',
};

export class Access {
  /** The living token of each set of scopes. */
  readonly #tokens = new Map<string, string>();
  /** Every token that was ever given, oldest first. */
  readonly given: string[] = [];

  /** Null: nothing about tokens is asked. */
  understand({ method, path, headers, text }: Asked): Understood | Said | null {
    if (method !== 'POST' || path !== '/oauth2/token') return null;
    const wanted = `Basic ${Buffer.from(`${credentials.consumer_key}:${credentials.consumer_secret}`).toString('base64')}`;
    if (!isSame(String(headers.authorization), wanted)) return { status: 401, body: { error: 'invalid_client' } };
    const form = new URLSearchParams(text);
    if (form.get('grant_type') !== 'client_credentials') {
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    }
    return { call: 'token', act: () => this.#give(form.get('scope') ?? 'default') };
  }

  letsIn({ headers }: Asked): boolean {
    const isLiving = [...this.#tokens.values()].some((token) =>
      isSame(String(headers.authorization), `Bearer ${token}`),
    );
    return isLiving && headers['x-identity-context'] === `broker-id=${credentials.broker_id}`;
  }

  /** Every token that lives runs out now. */
  runOut(): void {
    this.#tokens.clear();
  }

  /** Somebody else with the same key asks for a token. */
  giveToAnother(): void {
    this.#give('default');
  }

  #give(scope: string): Said {
    const token = `tn-token-${this.given.length}-${Math.random().toString(36).slice(2)}`;
    this.given.push(token);
    this.#tokens.set(scope, token);
    return { status: 200, body: { access_token: token, scope, token_type: 'Bearer', expires_in: 3_600 } };
  }
}

function isSame(given: string, wanted: string): boolean {
  return given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
}
