// Whoever tries to sign in too often is told when to come back.
import type { FastifyReply } from 'fastify';
import { TooManyPasswords } from '../../people/password.ts';
import { TriedTooOften } from '../../people/sign-in.ts';
import { RequestProblem } from '../problems.ts';

export async function notTooOften<Result>(reply: FastifyReply, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TriedTooOften) {
      reply.header('retry-after', error.retryAfterSeconds);
      const minutes = Math.ceil(error.retryAfterSeconds / 60);
      throw new RequestProblem('rate_limited', `Too many tries. Try again in ${minutes} min.`);
    }
    if (error instanceof TooManyPasswords) throw new RequestProblem('rate_limited', 'Many people sign in just now.');
    throw error;
  }
}
