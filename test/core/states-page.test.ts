// docs/states.md is what the table says today, and its pictures leave nothing out.
import { ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { renderStates, statesPage } from '../../docs/generate/states.ts';
import { orderEvents, orderStates, stateMeanings } from '../../src/core/transitions.ts';

test('docs/states.md is fresh', () => {
  ok(readFileSync(statesPage, 'utf8') === renderStates(), 'docs/states.md is out of date: run `npm run docs`');
});

test('the page names every state with its meaning, draws every state but `stuck`, and names every event', () => {
  const page = renderStates();
  const drawn = [...page.matchAll(/```mermaid\n(.*?)```/gs)].map(([, picture]) => picture).join('\n');
  for (const state of orderStates) {
    ok(page.includes(`| \`${state}\` | ${stateMeanings[state]} |`), state);
    ok(state === 'stuck' || new RegExp(`--> ${state}:`).test(drawn), `no arrow leads to ${state}`);
  }
  for (const event of orderEvents) ok(page.includes(`\`${event}\``), event);
});
