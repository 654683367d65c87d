// Who is signed in.
import type { FastifyInstance } from 'fastify';
import type { BrokerCaller } from '../../people/caller.ts';
import { answer, declared } from './declared.ts';
import { Session } from './schemas/session.ts';

const token: Session = {
  kind: 'token',
  name: 'token nightly',
  account: { account_id: '8f14e45f-ceea-467f-9a36-dcf1a2d7b001', name: 'Front Row Tickets' },
  role: null,
  permissions: ['read', 'trade'],
};

export function sessionRoutes(server: FastifyInstance): void {
  server.get(
    '/session',
    declared({
      permission: 'signed_in',
      tag: 'Session',
      operationId: 'getSession',
      summary: 'See who is signed in',
      description: 'Who calls, for which account, and what they may do.',
      answers: { 200: answer('Who calls.', Session, { token }) },
    }),
    async ({ broker }) => sessionBody(broker),
  );
}

function sessionBody({ kind, name, accountId, accountName, role, permissions }: BrokerCaller): Session {
  return {
    kind,
    name,
    account: { account_id: accountId, name: accountName },
    role,
    permissions: [...permissions],
  };
}
