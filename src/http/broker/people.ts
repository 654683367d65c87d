// The people of an account: owners change roles and take people out. An account always has an owner.
import type { FastifyInstance } from 'fastify';
import { listMembers, type MemberRow } from '../../db/people.ts';
import { doerOf } from '../../people/caller.ts';
import { giveRole, takeOut } from '../../people/members.ts';
import { RequestProblem } from '../problems.ts';
import type { BrokerParts } from './broker.ts';
import { answer, declared, noContent } from './declared.ts';
import { People, Person, PersonParams, RoleChange } from './schemas/people.ts';

const grace: Person = {
  person_id: '5f0c77de-8a01-4c44-9b1e-2f6f3f0a77b1',
  name: 'Grace Hopper',
  email: 'grace@broker.example',
  role: 'operator',
  since: '2026-11-22T20:14:03.120Z',
};

export function peopleRoutes(server: FastifyInstance, { pool, clock }: BrokerParts): void {
  server.get(
    '/people',
    declared({
      permission: 'read',
      tag: 'People',
      operationId: 'listPeople',
      summary: 'List people',
      description: 'Everybody who belongs to the account, owners first.',
      answers: { 200: answer('The people.', People, { people: { items: [grace] } }) },
    }),
    async ({ broker }) => ({ items: (await listMembers(pool, broker.accountId)).map(personBody) }),
  );

  server.patch<{ Params: PersonParams; Body: RoleChange }>(
    '/people/:person_id',
    declared({
      permission: 'manage',
      by: 'people',
      tag: 'People',
      operationId: 'changeRole',
      summary: 'Change a role',
      description: 'In force from the person’s next call on. The last owner stays one.',
      params: PersonParams,
      body: RoleChange,
      answers: { 200: answer('Changed.', Person, { grace }) },
      problems: ['not_found', 'conflict'],
    }),
    async ({ broker, params, body }) => {
      const change = { accountId: broker.accountId, personId: params.person_id, by: doerOf(broker), now: clock() };
      return personBody(unlessRefused(await giveRole(pool, body.role, change)));
    },
  );

  server.delete<{ Params: PersonParams }>(
    '/people/:person_id',
    declared({
      permission: 'manage',
      by: 'people',
      tag: 'People',
      operationId: 'removePerson',
      summary: 'Remove a person',
      description: 'Takes the person out of the account, and ends their sessions there at once. The last owner stays.',
      params: PersonParams,
      answers: { 204: noContent('The person is out.') },
      problems: ['not_found', 'conflict'],
    }),
    async ({ broker, params }, reply) => {
      const change = { accountId: broker.accountId, personId: params.person_id, by: doerOf(broker), now: clock() };
      unlessRefused(await takeOut(pool, change));
      return reply.code(204).send();
    },
  );
}

function unlessRefused(member: Awaited<ReturnType<typeof takeOut>>): MemberRow {
  if (member === 'no_such_person') throw new RequestProblem('not_found', 'There is no such person in this account.');
  if (member === 'last_owner') {
    throw new RequestProblem('conflict', 'This is the last owner. Make somebody else an owner first.');
  }
  return member;
}

function personBody({ personId, name, email, role, since }: MemberRow): Person {
  return { person_id: personId, name, email, role, since: new Date(since).toISOString() };
}
