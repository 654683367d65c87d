// The calls by which a bridge shows its stock, and the one by which it says that something has changed.
import { always, answer, body, nothingThere, parameter, refusal } from './answers.ts';
import { examples } from './wire-examples.ts';

const tags = ['Stock'];
const cursor = parameter('cursor', 'query', 'Where to go on. Without it: from the beginning.', '184');
const remoteId = parameter('remote_id', 'path', 'The group, by an id that it has or had.', examples.group.remote_id);

export const listHolds = {
  operationId: 'listHolds',
  tags,
  summary: 'List the holds that stand',
  description:
    'Every hold that stands now and was made with a reference of ours. One that nobody knows of any more is found here, and let go of. Only for bridges that show their stock.',
  parameters: [cursor],
  responses: {
    '200': answer({ description: 'A page of holds.', schema: 'Holds', examples: { last: examples.holds } }),
    ...refusal('bad_request'),
    ...always,
  },
};

export const stockPaths = {
  '/groups': {
    get: {
      operationId: 'listGroups',
      tags,
      summary: 'Say what has changed',
      description:
        'Groups that have changed since the cursor; without one, all of them. What no page of a pass over everything shows is taken to be gone. A cursor that you do not know any more: 400 `bad_request`, and a new pass begins.',
      parameters: [cursor],
      responses: {
        '200': answer({
          description: 'A page of groups, of as many as you like within 4 MB.',
          schema: 'Groups',
          examples: { first: examples.groups },
        }),
        ...refusal('bad_request'),
        ...always,
      },
    },
  },
  '/groups/{remote_id}': {
    get: {
      operationId: 'getGroup',
      tags,
      summary: 'Show one group',
      description: 'The group as it is now, with how each of its tickets stands.',
      parameters: [remoteId],
      responses: {
        '200': answer({ description: 'The group.', schema: 'Group', examples: { group: examples.group } }),
        ...nothingThere('there is no such group'),
        ...refusal('bad_request'),
        ...always,
      },
    },
  },
};

export const webhooks = {
  hint: {
    post: {
      operationId: 'hint',
      tags,
      summary: 'Say that something has changed',
      description:
        'You call this, if you like, at `/pos/v1/{pos_id}/notifications` of the hub: `holdfast pos connect` prints the address. A hint is never more than a reason to look: it may come late, twice, in any order or not at all.',
      security: [{ hintKey: [] }],
      requestBody: body('Hint', { named: examples.hint, unknown: {} }),
      responses: {
        '202': { description: 'Stored.' },
        '401': { description: 'The key is not the `hint_key` of the settings.' },
      },
    },
  },
};
