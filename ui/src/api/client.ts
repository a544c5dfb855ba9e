/**
 * The one door to the server: every request of the interface leaves here, by the name of its operation.
 * What a request and its answer look like is generated from the server's OpenAPI document; nobody types a wire type by hand.
 */
import createClient from 'openapi-fetch';
import { ApiError } from './error';
import type { operations } from './schema';
import { OPERATIONS } from './tags';

export type OperationName = keyof operations & keyof typeof OPERATIONS;

type ContentOf<Response> = Response extends { content: infer Content } ? Content : never;
type BodyOf<Response> = [ContentOf<Response>] extends [never]
  ? undefined
  : ContentOf<Response> extends { 'application/json': infer Json }
    ? Json
    : File;
type Success<Responses> = Responses[Extract<keyof Responses, 200 | 201 | 202 | 204>];

/** What an operation answers: its JSON, or a File, under the name the server gave it, where it answers with one. */
export type Answer<Name extends OperationName> = BodyOf<Success<operations[Name]['responses']>>;

type QueryOf<Name extends OperationName> = NonNullable<operations[Name]['parameters']['query']>;
type PathOf<Name extends OperationName> = NonNullable<operations[Name]['parameters']['path']>;
type RequestContent<Name extends OperationName> = operations[Name] extends { requestBody: { content: infer Content } } ? Content : never;

/** The JSON body an operation takes; a file is handed over as a Blob. */
export type Body<Name extends OperationName> = RequestContent<Name> extends { 'application/json': infer Json } ? Json : Blob;

/** What an operation is called with: `{ path, query, body }`, each only where the operation has it. */
export type Input<Name extends OperationName> = ([PathOf<Name>] extends [never] ? { path?: never } : { path: PathOf<Name> }) &
  ([QueryOf<Name>] extends [never] ? { query?: never } : { query?: QueryOf<Name> }) &
  ([RequestContent<Name>] extends [never] ? { body?: never } : { body: Body<Name> });

interface AnyInput {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

const client = createClient<Record<string, never>>({
  baseUrl: `${window.location.protocol}//${window.location.host}`,
  // Looked up at each call, so that tests can put their own in place.
  fetch: (request) => globalThis.fetch(request),
  // The header proves that the request comes from the interface: another origin cannot add it to a form or a link.
  headers: { 'x-counterfoil': 'interface' },
  credentials: 'same-origin',
});

interface RawAnswer {
  data?: ArrayBuffer;
  error?: unknown;
  response: Response;
}
type RawRequest = (method: string, path: string, init: object) => Promise<RawAnswer>;

/** Calls an operation and answers with its data, or throws an `ApiError`. */
export async function call<Name extends OperationName>(name: Name, input?: Input<Name>, signal?: AbortSignal): Promise<Answer<Name>> {
  const { method, path } = OPERATIONS[name];
  const { body, ...parameters } = (input ?? {}) as AnyInput;
  // A file travels as bytes: WebKit's page process dies when a Blob is sent to the window's own scheme.
  const bytes = body instanceof Blob ? await body.arrayBuffer() : null;
  let answer: RawAnswer;
  try {
    answer = await (client.request as unknown as RawRequest)(method.toLowerCase(), path, {
      params: parameters,
      parseAs: 'arrayBuffer',
      ...(signal && { signal }),
      ...(body !== undefined && { body }),
      ...(bytes && { bodySerializer: () => bytes, headers: { 'content-type': (body as Blob).type || 'application/octet-stream' } }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw ApiError.unreachable(cause);
  }
  const { data, error, response } = answer;
  if (!response.ok) throw ApiError.from(response.status, error);
  const kind = response.headers.get('content-type') ?? '';
  if (response.status === 204 || data === undefined) return undefined as Answer<Name>;
  if (kind.includes('json')) {
    const text = new TextDecoder().decode(data);
    return (text === '' ? undefined : JSON.parse(text)) as Answer<Name>;
  }
  const file = new File([data], fileName(response), { type: kind });
  pageCounts.set(file, Number(response.headers.get('x-page-count') ?? 1));
  return file as Answer<Name>;
}

const pageCounts = new WeakMap<Blob, number>();

/** How many pages the document has that a picture the server drew is one of. */
export function pageCountOf(picture: Blob): number {
  return pageCounts.get(picture) ?? 1;
}

function fileName(response: Response): string {
  return /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'counterfoil';
}
