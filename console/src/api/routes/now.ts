// What happens now.
import type { Health, Now, NowQuery } from '../../../../src/http/broker/schemas/now.ts';
import { route } from '../route.ts';

export const readNow = route('GET', '/now').of<{ query: NowQuery; answer: Now }>();
export const readHealth = route('GET', '/now/health').of<{ answer: Health }>();
