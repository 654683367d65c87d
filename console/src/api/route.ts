// One route of the published API as a function: the path's names, the question and the answer are typed from the hub's own
// schemas. Nothing here knows React or a page; a test compares every declared route with the served OpenAPI document.
import { noteHubTime } from './clock.ts';
import { ApiProblem, HubUnreachable } from './problem.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a route takes and gives; what is left out is not there. */
type Shape = { query?: object; body?: object; file?: Blob; answer?: unknown };

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

type Question<Path extends string, Of extends Shape> = ([NamesIn<Path>] extends [never]
  ? unknown
  : { params: Record<NamesIn<Path>, string> }) &
  (Of['query'] extends object ? { query?: Of['query'] } : unknown) &
  (Of['body'] extends object ? { body: Of['body'] } : unknown) &
  (Of['file'] extends Blob ? { file: Of['file'] } : unknown) & { signal?: AbortSignal };

type AnswerOf<Of extends Shape> = Of extends { answer: infer Answer } ? Answer : undefined;

type Call<Path extends string, Of extends Shape> =
  object extends Question<Path, Of>
    ? (question?: Question<Path, Of>) => Promise<AnswerOf<Of>>
    : (question: Question<Path, Of>) => Promise<AnswerOf<Of>>;

const base = '/api/v1';

/** Every route that the console calls, for the test that holds them against the document. @public */
export const declaredRoutes: { method: Method; path: string }[] = [];

/**
 * Declares a route: `route('GET', '/orders/{order_id}').of<{ answer: Order }>()`.
 * The function throws ApiProblem when the hub says no, and HubUnreachable when it says nothing.
 */
export function route<const Path extends string>(method: Method, path: Path) {
  declaredRoutes.push({ method, path: base + path });
  return {
    of: <Of extends Shape>(): Call<Path, Of> =>
      ((question: Asked = {}) => call(method, base + path, question)) as Call<Path, Of>,
  };
}

/** The address of a route that a link opens, such as a file to keep. */
export function addressOf(path: string, query: object = {}): string {
  return `${base}${path}${queryText(query)}`;
}

type Asked = { params?: Record<string, string>; query?: object; body?: object; file?: Blob; signal?: AbortSignal };

async function call(method: Method, path: string, { params = {}, query, body, file, signal }: Asked): Promise<unknown> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const answer = await send(`${filled}${queryText(query ?? {})}`, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      // No form of a stranger's page can send this.
      'x-holdfast-console': '1',
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(file ? { 'content-type': 'text/csv', 'content-encoding': 'gzip' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    ...(file ? { body: await zipped(file) } : {}),
    ...(signal ? { signal } : {}),
  });
  noteHubTime(answer.headers.get('date'));
  if (!answer.ok) throw await ApiProblem.read(answer);
  if (answer.status === 204) return undefined;
  return answer.json();
}

/** A table is a tenth of itself then, and a slow line is what an upload waits for. */
function zipped(file: Blob): Promise<Blob> {
  return new Response(file.stream().pipeThrough(new CompressionStream('gzip'))).blob();
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new HubUnreachable();
  }
}

/** What is undefined, null or empty is not asked for; a list is asked for item by item. */
function queryText(query: object): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') words.append(name, String(one));
    }
  }
  const text = words.toString();
  return text === '' ? '' : `?${text}`;
}
