import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCache, markStale, onStale } from './cache';
import { call } from './client';
import { ApiError } from './error';

const json = (body: unknown, status = 200, kind = 'application/json') => new Response(JSON.stringify(body), { status, headers: { 'content-type': kind } });

function answer(response: Response | Error) {
  const fetch = vi.fn(async (request: Request) => {
    void request;
    if (response instanceof Error) throw response;
    return response;
  });
  vi.stubGlobal('fetch', fetch);
  return { request: () => fetch.mock.calls[0]![0] };
}

async function refusal(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

afterEach(() => vi.unstubAllGlobals());

describe('calling an operation', () => {
  it('sends the interface’s header, the parts of the address and the body', async () => {
    const sent = answer(json({ id: 'x' }));
    await call('change_staff', { path: { id: 'a b/c' }, body: { name: 'Ada' } });
    const request = sent.request();
    expect(request.method).toBe('PATCH');
    expect(new URL(request.url).pathname).toBe('/api/staff/a%20b%2Fc');
    expect(request.headers.get('x-counterfoil'), 'without it the server takes the call for another site’s').toBe('interface');
    expect(request.headers.get('content-type')).toContain('json');
    expect(await request.json()).toEqual({ name: 'Ada' });
  });

  it('answers with JSON, and with nothing where there is nothing', async () => {
    answer(json([{ id: 1 }]));
    expect(await call('list_jobs')).toEqual([{ id: 1 }]);
    answer(new Response(null, { status: 204 }));
    expect(await call('lock_current_session')).toBeUndefined();
  });

  it('answers with a file under the name the server gave it', async () => {
    answer(new Response('%PDF-1.7', { headers: { 'content-type': 'application/pdf', 'content-disposition': 'inline; filename="recovery-kit.pdf"' } }));
    const file = await call('print_recovery_kit', { body: { recovery_identity: 'x' } });
    expect(file.name).toBe('recovery-kit.pdf');
    expect(file.type).toBe('application/pdf');
  });

  it('tells a refusal by its code, with the server’s words and the fields they belong to', async () => {
    const fields = [{ field: 'name', message: 'Ada is taken.', text: '{name} is taken.', values: { name: 'Ada' } }];
    answer(json({ type: 'about:blank', title: 'x', status: 422, detail: 'Nothing was changed.', text: 'Nothing was changed.', values: {}, code: 'invalid', fields }, 422, 'application/problem+json'));
    const error = await refusal(call('create_staff', { body: { name: 'Ada', password: 'x', role_id: 'y' } }));
    expect([error.code, error.message, error.status]).toEqual(['invalid', 'Nothing was changed.', 422]);
    expect(error.said).toEqual({ message: 'Nothing was changed.', text: 'Nothing was changed.', values: {} });
    expect(error.field('name')).toEqual(fields[0]);
    expect(error.field('password')).toBeUndefined();
  });

  it('tells a missing answer apart from a refusal, because then it is not known what was done', async () => {
    answer(new TypeError('Failed to fetch'));
    expect((await refusal(call('list_jobs'))).code).toBe('unreachable');
  });

  it('makes no more of an answer that is no problem document than the status says', async () => {
    answer(new Response('<html>', { status: 502, headers: { 'content-type': 'text/html' } }));
    const error = await refusal(call('list_jobs'));
    expect([error.code, error.said, error.status]).toEqual(['internal', null, 502]);
  });
});

describe('what an operation makes stale', () => {
  it('is every cached answer under one of its tags, and nothing else', async () => {
    const cache = createCache();
    for (const name of ['list_staff', 'list_roles', 'find_shop', 'list_jobs']) cache.setQueryData([name, null], []);
    const told: (readonly string[])[] = [];
    const stop = onStale((tags) => told.push(tags));
    await markStale(cache, ['staff']);
    stop();
    await markStale(cache, ['jobs']);
    const stale = (name: string) => cache.getQueryState([name, null])?.isInvalidated;
    expect([stale('list_staff'), stale('list_roles'), stale('find_shop'), stale('list_jobs')]).toEqual([true, true, false, true]);
    expect(told, 'lists hear of it once, and not after they are gone').toEqual([['staff']]);
  });
});
