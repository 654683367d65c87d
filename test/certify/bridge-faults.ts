// Every way in which the example bridge can be broken to order, around its own code, and a rule that must notice.
import type { BridgeAnswer, BridgeRequest } from './example-bridge.ts';

type Next = (request: BridgeRequest) => BridgeAnswer;
/** What stands between the wire and the bridge; it may remember what it saw. */
type Between = (request: BridgeRequest, next: Next) => BridgeAnswer | Promise<BridgeAnswer>;

type Fault = { breaks: string; between: () => Between };

const ok = ({ status }: BridgeAnswer): boolean => status < 300;
const isCall = ({ method, url }: BridgeRequest, call: string): boolean => `${method} ${url}`.startsWith(call);
const bodyOf = ({ text }: BridgeRequest): Record<string, unknown> => {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
};
const withBody = (request: BridgeRequest, fields: Record<string, unknown>): BridgeRequest => ({
  ...request,
  text: JSON.stringify({ ...bodyOf(request), ...fields }),
});
const no = (status: number, code: string): BridgeAnswer => ({ status, body: { code, detail: 'as the test says' } });

/** Changes the good answers to one call. */
const answering = (call: string, change: (answer: BridgeAnswer) => BridgeAnswer) => (): Between => (request, next) => {
  const answer = next(request);
  return isCall(request, call) && ok(answer) ? change(answer) : answer;
};

/** Answers a refusal with this code in another way. */
const insteadOf =
  (code: string, other: BridgeAnswer, call = '') =>
  (): Between =>
  (request, next) => {
    const answer = next(request);
    return (answer.body as { code?: string }).code === code && isCall(request, call) ? other : answer;
  };

/** Changes the requests of one call. */
const asking = (call: string, change: (request: BridgeRequest) => BridgeRequest) => (): Between => (request, next) =>
  next(isCall(request, call) ? change(request) : request);

const invalid = (request: BridgeRequest): boolean => {
  const { quantity, seats } = bodyOf(request) as { quantity?: unknown; seats?: unknown[] };
  return !Array.isArray(seats) || quantity !== seats.length;
};

export const bridgeFaults: Readonly<Record<string, Fault>> = {
  'a hold is answered without its id': {
    breaks: 'hold',
    between: answering('POST /holds', ({ status, body }) => ({ status, body: { ...body, hold_id: undefined } })),
  },
  'a release is agreed to and not done': {
    breaks: 'release',
    between: () => (request, next) => {
      if (!isCall(request, 'DELETE /holds/')) return next(request);
      const found = next({ ...request, method: 'GET', url: request.url.replace('/holds/', '/references/') });
      const { hold } = found.body as { hold: object | null };
      return hold === null ? no(404, 'not_found') : { status: 200, body: hold };
    },
  },
  'an invoice leaves its hold standing': {
    breaks: 'invoice',
    between: answering('GET /references/', ({ status, body }) => {
      const { invoice } = body as { invoice: { invoice_id: string } | null };
      return { status, body: invoice ? { ...body, hold: { hold_id: 'H-1', expires_at: null, ...invoice } } : body };
    }),
  },
  'nothing is sold without a hold': {
    breaks: 'invoice-without-hold',
    between: () => (request, next) => {
      if (!isCall(request, 'POST /invoices') || bodyOf(request).hold_id !== null) return next(request);
      return request.authorization === undefined ? next(request) : no(409, 'not_available');
    },
  },
  'a sale cannot be undone': { breaks: 'undo', between: answering('DELETE /invoices/', () => no(403, 'not_allowed')) },
  'a repeated hold is another hold': {
    breaks: 'hold-repeated',
    between: () => {
      let calls = 0;
      return (request, next) => {
        const answer = next(request);
        calls += 1;
        const isHold = isCall(request, 'POST /holds') && ok(answer);
        return isHold ? { ...answer, body: { ...answer.body, hold_id: `H-${calls}` } } : answer;
      };
    },
  },
  'copies at once are refused as taken': {
    breaks: 'copies-at-once',
    between: () => {
      const underWay = new Set<unknown>();
      return async (request, next) => {
        if (!isCall(request, 'POST /holds')) return next(request);
        const { reference } = bodyOf(request);
        if (underWay.has(reference)) return no(409, 'not_available');
        underWay.add(reference);
        const answer = next(request);
        await new Promise((resolve) => setTimeout(resolve, 30));
        underWay.delete(reference);
        return answer;
      };
    },
  },
  'a repeated invoice is another invoice': {
    breaks: 'invoice-repeated',
    between: () => {
      let calls = 0;
      return (request, next) => {
        const answer = next(request);
        calls += 1;
        const isSale = isCall(request, 'POST /invoices') && ok(answer);
        return isSale ? { ...answer, body: { ...answer.body, invoice_id: `I-${calls}` } } : answer;
      };
    },
  },
  'a second release is done again': {
    breaks: 'release-repeated',
    between: () => {
      const released = new Map<string, BridgeAnswer>();
      return (request, next) => {
        if (!isCall(request, 'DELETE /holds/')) return next(request);
        const answer = next(request);
        if (ok(answer)) released.set(request.url, answer);
        return released.get(request.url) ?? answer;
      };
    },
  },
  'a sale that is undone again is a 500': {
    breaks: 'undo-repeated',
    between: () => onceOnly('DELETE /invoices/'),
  },
  'a released hold comes back to life': {
    breaks: 'hold-after-release',
    between: () => comingBack('POST /holds', 'DELETE /holds/'),
  },
  'an undone sale comes back to life': {
    breaks: 'invoice-after-undo',
    between: () => comingBack('POST /invoices', 'DELETE /invoices/'),
  },
  'two who ask at once both get them': {
    breaks: 'one-buyer',
    between: () => {
      let lastAt = 0;
      let last: BridgeAnswer | null = null;
      return (request, next) => {
        const answer = next(request);
        if (!isCall(request, 'POST /holds')) return answer;
        const { reference } = bodyOf(request);
        const isSoon = performance.now() - lastAt < 5;
        const isTaken = (answer.body as { code?: string }).code === 'not_available';
        if (ok(answer)) [last, lastAt] = [answer, performance.now()];
        return isSoon && isTaken && last ? { status: 201, body: { ...last.body, reference } } : answer;
      };
    },
  },
  'held tickets are sold to others': {
    breaks: 'held-is-taken',
    between: () => (request, next) => {
      const answer = next(request);
      const isTaken = isCall(request, 'POST /invoices') && (answer.body as { code?: string }).code === 'not_available';
      const { reference, remote_id, quantity } = bodyOf(request);
      return isTaken ? { status: 201, body: { invoice_id: 'I-0', reference, remote_id, quantity } } : answer;
    },
  },
  'what is sold is called a split that is not allowed': {
    breaks: 'sold-is-taken',
    between: insteadOf('not_available', no(422, 'split_not_allowed')),
  },
  'half of what is asked for is taken': {
    breaks: 'half-is-none',
    between: () => (request, next) => {
      const answer = next(request);
      const { seats, reference } = bodyOf(request) as { seats?: string[]; reference?: string };
      const isTaken = isCall(request, 'POST /holds') && answer.status === 409 && seats?.length === 2;
      if (isTaken) next(withBody(request, { reference: `half of ${reference}`, quantity: 1, seats: seats.slice(1) }));
      return answer;
    },
  },
  'a sale is let go of by a release': {
    breaks: 'release-of-a-sale',
    between: () => (request, next) => {
      const answer = next(request);
      const isSold = isCall(request, 'DELETE /holds/') && answer.status === 403;
      return isSold ? next({ ...request, url: request.url.replace('/holds/', '/invoices/') }) : answer;
    },
  },
  'undoing a sale leaves a hold standing': {
    breaks: 'undo-of-a-hold',
    between: () => (request, next) => {
      if (!isCall(request, 'DELETE /invoices/')) return next(request);
      const found = next({ ...request, method: 'GET', url: request.url.replace('/invoices/', '/references/') });
      return (found.body as { hold?: object | null }).hold ? no(404, 'not_found') : next(request);
    },
  },
  'a reference that is used again is held as it was': {
    breaks: 'reference-reused',
    between: () => {
      const first = new Map<unknown, string>();
      return (request, next) => {
        if (!isCall(request, 'POST /holds') || invalid(request)) return next(request);
        const { reference } = bodyOf(request);
        const known = first.get(reference) ?? request.text;
        first.set(reference, known);
        return next({ ...request, text: known });
      };
    },
  },
  'a hold that nobody waits for is another when it is asked for again': {
    breaks: 'lost-hold',
    between: () => {
      const found = new Set<string>();
      return (request, next) => {
        const answer = next(request);
        if (isCall(request, 'GET /references/')) found.add(decodeURIComponent(request.url.slice(12)));
        const isLate = isCall(request, 'POST /holds') && ok(answer) && found.has(String(bodyOf(request).reference));
        return isLate ? { ...answer, body: { ...answer.body, hold_id: 'another' } } : answer;
      };
    },
  },
  'an invoice that nobody waits for is not found': {
    breaks: 'lost-invoice',
    between: () => {
      const looks = new Map<string, number>();
      return (request, next) => {
        const answer = next(request);
        const isSale = isCall(request, 'GET /references/') && (answer.body as { invoice?: object | null }).invoice;
        if (!isSale) return answer;
        // Nothing is there at first, and something else afterwards.
        const look = (looks.get(request.url) ?? 0) + 1;
        looks.set(request.url, look);
        const invoice = { ...(answer.body as { invoice: object }).invoice, invoice_id: 'another' };
        return { ...answer, body: { ...answer.body, invoice } };
      };
    },
  },
  'a release that is said again is a 500': { breaks: 'lost-release', between: () => onceOnly('DELETE /holds/') },
  'holds never end': {
    breaks: 'expires',
    between: asking('POST /holds', (request) =>
      Number.isNaN(Date.parse(String(bodyOf(request).expires_at)))
        ? request
        : withBody(request, { expires_at: '2099-01-01T00:00:00Z' }),
    ),
  },
  'a hold that has lapsed is not sold': {
    breaks: 'late-invoice',
    between: () => {
      const ends = new Map<unknown, number>();
      return (request, next) => {
        const { reference, expires_at } = bodyOf(request);
        if (isCall(request, 'POST /holds')) ends.set(reference, Date.parse(String(expires_at)));
        const isLate = isCall(request, 'POST /invoices') && (ends.get(reference) ?? Infinity) < Date.now();
        return isLate ? no(409, 'not_available') : next(request);
      };
    },
  },
  'a late invoice takes what is another’s': {
    breaks: 'late-invoice-too-late',
    between: () => {
      const held = new Set<unknown>();
      return (request, next) => {
        const answer = next(request);
        const { reference, remote_id, quantity } = bodyOf(request);
        if (isCall(request, 'POST /holds') && ok(answer)) held.add(reference);
        const isLate = isCall(request, 'POST /invoices') && answer.status === 409 && held.has(reference);
        return isLate ? { status: 201, body: { invoice_id: 'I-0', reference, remote_id, quantity } } : answer;
      };
    },
  },
  'an unknown listing is not available': {
    breaks: 'listing-unknown',
    between: insteadOf('listing_unknown', no(409, 'not_available')),
  },
  'an unknown reference is a 404 without words': {
    breaks: 'reference-unknown',
    between: insteadOf('not_found', { status: 404, body: {} }, 'DELETE'),
  },
  'any address that is not there says not_found': {
    breaks: 'address-unknown',
    between: () => (request, next) => {
      const answer = next(request);
      return answer.status === 404 && 'error' in answer.body ? no(404, 'not_found') : answer;
    },
  },
  'a no has no sentence': {
    breaks: 'refusal-shape',
    between: insteadOf('not_available', { status: 409, body: { code: 'not_available', detail: '' } }),
  },
  'what is no JSON is a 500': {
    breaks: 'not-json',
    between: () => (request, next) => {
      const answer = next(request);
      const isBad = isCall(request, 'POST /holds') && answer.status === 400 && !request.text.includes('reference');
      return isBad ? { status: 500, body: {} } : answer;
    },
  },
  'the number of tickets is not looked at': {
    breaks: 'wrong-fields',
    between: asking('POST /holds', (request) => {
      const { seats } = bodyOf(request);
      return Array.isArray(seats) ? withBody(request, { quantity: seats.length }) : request;
    }),
  },
  'keys are compared by their beginning': {
    breaks: 'key',
    between: () => (request, next) => {
      const given = request.authorization ?? '';
      return next(given.startsWith(request.right) ? { ...request, authorization: request.right } : request);
    },
  },
  'a group does not say whose its tickets are': {
    breaks: 'group',
    between: answering('GET /groups/', (answer) => {
      const { tickets } = answer.body as { tickets: object[] };
      return { ...answer, body: { ...answer.body, tickets: tickets.map((one) => ({ ...one, reference: null })) } };
    }),
  },
  'what changes is not shown after the cursor': {
    breaks: 'groups',
    between: answering('GET /groups?cursor', (answer) => ({ ...answer, body: { ...answer.body, groups: [] } })),
  },
  'holds are not listed': {
    breaks: 'holds-listed',
    between: () => (request, next) => {
      const answer = next(request);
      return request.url === '/holds' && request.method === 'GET' && ok(answer)
        ? { ...answer, body: { ...answer.body, holds: [] } }
        : answer;
    },
  },
  'one answer is late': {
    breaks: 'in-time',
    between: () => {
      let isFirst = true;
      return async (request, next) => {
        const isLate = isFirst && isCall(request, 'POST /invoices');
        if (isLate) isFirst = false;
        if (isLate) await new Promise((resolve) => setTimeout(resolve, 700));
        return next(request);
      };
    },
  },
};

/** What was done is never done again, and there are no words for that. */
function onceOnly(call: string): Between {
  const done = new Set<string>();
  return (request, next) => {
    if (!isCall(request, call)) return next(request);
    if (done.has(request.url)) return { status: 500, body: {} };
    const answer = next(request);
    if (ok(answer)) done.add(request.url);
    return answer;
  };
}

/** What was taken away under a reference is done anew under another, and called by the first. */
function comingBack(call: string, removal: string): Between {
  const gone = new Set<string>();
  const revived = new Map<string, string>();
  const idIn = ({ url }: BridgeRequest): string => decodeURIComponent(url.split('/')[2] ?? '');
  return (request, next) => {
    if (isCall(request, call)) {
      const reference = String(bodyOf(request).reference);
      if (!gone.has(reference)) return next(request);
      const other = `again ${reference}`;
      const answer = next(withBody(request, { reference: other }));
      if (ok(answer)) revived.set(reference, other);
      return { ...answer, body: { ...answer.body, reference } };
    }
    const answer = next(request);
    if (isCall(request, removal) && ok(answer)) gone.add(idIn(request));
    const other = revived.get(idIn(request));
    if (isCall(request, 'DELETE') && other !== undefined) {
      next({ ...request, url: request.url.replace(/[^/]+$/, encodeURIComponent(other)) });
    }
    return answer;
  };
}
