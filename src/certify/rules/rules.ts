// Every rule, in the order of the report.
import type { Rule } from '../rule.ts';
import { everyAnswer } from './every-answer.ts';
import { expiry } from './expiry.ts';
import { goodPath } from './good-path.ts';
import { inTime } from './in-time.ts';
import { keys } from './keys.ts';
import { lostAnswers } from './lost-answers.ts';
import { malformed } from './malformed.ts';
import { refusals } from './refusals.ts';
import { repeats } from './repeats.ts';
import { rivals } from './rivals.ts';

export const rules: readonly Rule[] = [
  ...goodPath,
  ...repeats,
  ...refusals,
  ...expiry,
  ...rivals,
  ...lostAnswers,
  ...malformed,
  ...keys,
  ...everyAnswer,
  ...inTime,
];
