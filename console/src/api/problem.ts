// What can go wrong between a page and the hub, as the page must tell it: the hub said no, or it said nothing.

type FieldError = { field: string; message: string };

/** The hub's problem+json, or the nearest thing to it that a proxy in between left us. */
export class ApiProblem extends Error {
  override name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly requestId: string | null;
  readonly errors: readonly FieldError[];

  constructor(status: number, body: Partial<ProblemJson>, requestId: string | null) {
    super(body.detail ?? 'The hub did not say why.');
    this.status = status;
    this.code = body.code ?? `http_${status}`;
    this.title = body.title ?? `Answered ${status}`;
    this.requestId = body.request_id ?? requestId;
    this.errors = body.errors ?? [];
  }

  static async read(answer: Response): Promise<ApiProblem> {
    const requestId = answer.headers.get('x-request-id');
    const body = await answer.json().catch(() => ({}));
    return new ApiProblem(answer.status, body as Partial<ProblemJson>, requestId);
  }

  /** What is wrong with the named field, to be said beside it. */
  about(field: string): string | null {
    return this.errors.find((error) => error.field === field)?.message ?? null;
  }
}

/** No answer at all: the hub is stopping, or the reader is offline. */
export class HubUnreachable extends Error {
  override name = 'HubUnreachable';

  constructor() {
    super('The hub does not answer.');
  }
}

type ProblemJson = { code: string; title: string; detail: string; request_id: string; errors: FieldError[] };
