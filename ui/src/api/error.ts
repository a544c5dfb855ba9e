/** A sentence of the server: said in English, and as a template with its values for saying it in another language. */
export interface ServerMessage {
  message: string;
  text: string;
  values: Record<string, unknown>;
}

/** One field of a request that does not make sense. */
export interface FieldError extends ServerMessage {
  field: string;
}

interface Problem {
  code?: string;
  detail?: string;
  text?: string;
  values?: Record<string, unknown>;
  title?: string;
  fields?: FieldError[];
}

/**
 * What the server refused and why. The interface acts on `code` and shows what was `said` in its own language; it never searches a message.
 * `unreachable` is the interface's own code: there was no answer at all, so its words come from the translations.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: string,
    readonly said: ServerMessage | null,
    readonly fields: readonly FieldError[] = [],
    readonly status = 0,
  ) {
    super(said?.message ?? '');
  }

  static from(status: number, body: unknown): ApiError {
    const problem = asProblem(body);
    return new ApiError(problem.code ?? (status === 401 ? 'signed_out' : 'internal'), saidBy(problem), problem.fields ?? [], status);
  }

  static unreachable(cause: unknown): ApiError {
    const error = new ApiError('unreachable', null);
    error.cause = cause;
    return error;
  }

  /** What is wrong with one field of the request, for showing beside its input. */
  field(name: string): FieldError | undefined {
    return this.fields.find((field) => field.field === name);
  }
}

/** What a problem document says, if anything. */
export function saidBy(body: unknown): ServerMessage | null {
  const { detail, title, text, values } = asProblem(body);
  const message = detail ?? title ?? '';
  return message === '' ? null : { message, text: text ?? '', values: values ?? {} };
}

function asProblem(body: unknown): Problem {
  if (typeof body === 'object' && body !== null) return body as Problem;
  if (typeof body !== 'string') return {};
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Problem) : {};
  } catch {
    return {};
  }
}

