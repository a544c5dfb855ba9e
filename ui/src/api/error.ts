/** One field of a request that does not make sense. */
export interface FieldError {
  field: string;
  message: string;
}

interface Problem {
  code?: string;
  detail?: string;
  title?: string;
  fields?: FieldError[];
}

/**
 * What the server refused and why. The interface acts on `code` and shows `message`; it never searches a message.
 * `unreachable` is the interface's own code: there was no answer at all, so its words come from the translations.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: string,
    message: string,
    readonly fields: readonly FieldError[] = [],
    readonly status = 0,
  ) {
    super(message);
  }

  static from(status: number, body: unknown): ApiError {
    const problem = asProblem(body);
    return new ApiError(problem.code ?? (status === 401 ? 'signed_out' : 'internal'), problem.detail ?? problem.title ?? '', problem.fields ?? [], status);
  }

  static unreachable(cause: unknown): ApiError {
    const error = new ApiError('unreachable', '');
    error.cause = cause;
    return error;
  }

  /** The message of one field of the request, for showing beside its input. */
  field(name: string): string | undefined {
    return this.fields.find((field) => field.field === name)?.message;
  }
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

/** The message for one field, when `error` is a refusal that names it. */
export function fieldError(error: unknown, name: string): string | undefined {
  return error instanceof ApiError ? error.field(name) : undefined;
}
