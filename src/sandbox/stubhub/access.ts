// How a sandbox StubHub lets sellers in: access tokens that run out, and refresh tokens that work once. A new grant ends
// everything that was granted before.
import { randomUUID } from 'node:crypto';
import type { Said } from '../faulty-answer.ts';
import type { Asked, Understood } from '../instant-notification/marketplace.ts';

/** With signs in them that are written otherwise in an address. */
const clientId = 'sandbox/client+7';
const clientSecret = 'sandbox:secret+51c0a2e4=';

/** One seller's access, as it stands. */
export class SellerAccess {
  #refreshToken: string;
  #access: { token: string; until: number } | null = null;
  #grants = 0;
  readonly #livesMs: () => number;

  constructor(refreshToken: string, livesMs: () => number) {
    this.#refreshToken = refreshToken;
    this.#livesMs = livesMs;
  }

  /** How often a refresh token was taken. */
  get grants(): number {
    return this.#grants;
  }

  /** The access token runs out now. */
  runOut(): void {
    this.#access = null;
  }

  /** The seller logs in anew: nothing that was granted before is good any more. */
  logIn(): string {
    this.#access = null;
    this.#refreshToken = newRefreshToken();
    return this.#refreshToken;
  }

  letsIn(authorization: unknown): boolean {
    const { token, until } = this.#access ?? { token: '', until: 0 };
    return until > Date.now() && authorization === `Bearer ${token}`;
  }

  /** Nothing is used up before `act`. */
  grant({ headers, text }: Asked): Understood | Said {
    if (!headers['user-agent'])
      return { status: 400, body: { code: 'user_agent_required', message: null, errors: null } };
    const whose = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    if (headers.authorization !== `Basic ${btoa(whose)}`) return { status: 401, body: { error: 'invalid_client' } };
    const form = new URLSearchParams(text);
    if (form.get('grant_type') !== 'refresh_token') return { status: 400, body: { error: 'unsupported_grant_type' } };
    return { call: 'token', act: () => this.#exchange(form.get('refresh_token') ?? '') };
  }

  #exchange(refreshToken: string): Said {
    if (refreshToken !== this.#refreshToken) {
      const error_description = `the refresh token ${refreshToken} is not good any more`;
      return { status: 400, body: { error: 'invalid_grant', error_description } };
    }
    const livesMs = this.#livesMs();
    this.#grants += 1;
    this.#refreshToken = newRefreshToken();
    this.#access = { token: `sandbox-access-${randomUUID()}`, until: Date.now() + livesMs };
    const body = {
      access_token: this.#access.token,
      token_type: 'bearer',
      expires_in: Math.ceil(livesMs / 1_000),
      refresh_token: this.#refreshToken,
      scope: 'read:sales write:sales',
    };
    return { status: 200, body, headers: { 'cache-control': 'no-store' } };
  }
}

export function newRefreshToken(): string {
  return `sandbox-refresh-${randomUUID()}`;
}

export function credentialsWith(refreshToken: string): object {
  return { client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken };
}
