// Node's test runner follows every promise and every timer, from its birth until it is collected, to know which test an error
// belongs to that nobody caught. That is a tenth of what tests cost. It is needed only until the test files have said which tests
// they have; afterwards such an error fails the run as before, and names no single test.
import { type AsyncHook, createHook } from 'node:async_hooks';

const hooks = Object.getPrototypeOf(createHook({})) as AsyncHook;
const { enable } = hooks;
let follower: AsyncHook | null = null;

// Loaded before the first test is told of: the runner begins to follow then.
hooks.enable = function (this: AsyncHook): AsyncHook {
  hooks.enable = enable;
  follower = this;
  return this.enable();
};

/** To be called when every test of the process is known. */
export function stopFollowing(): void {
  follower?.disable();
}
