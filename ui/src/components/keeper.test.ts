import { expect, it, vi } from 'vitest';
import { ApiError } from '../api/error';
import { Keeper } from './keeper';

function door() {
  const sent: string[] = [];
  return {
    sent,
    save: vi.fn((id: string, _title: string, content: unknown): Promise<unknown> => Promise.resolve(sent.push(`save ${id} ${JSON.stringify(content)}`))),
    remove: vi.fn((id: string): Promise<unknown> => Promise.resolve(sent.push(`remove ${id}`))),
  };
}

it('saves what changed and nothing twice', async () => {
  const server = door();
  const keeper = new Keeper('a', server);
  keeper.keep('', null);
  keeper.keep('', { n: 1 });
  keeper.keep('', { n: 1 });
  keeper.keep('', { n: 2 });
  await keeper.settled();
  expect(server.sent).toEqual(['save a {"n":1}', 'save a {"n":2}']);
});

it('removes the draft when nothing is left to keep and when the form is done, and saves none after that', async () => {
  const server = door();
  const keeper = new Keeper('a', server);
  keeper.keep('', 1);
  keeper.keep('', null);
  keeper.keep('', 2);
  keeper.finish();
  keeper.keep('', 3);
  await keeper.settled();
  expect(server.sent).toEqual(['save a 1', 'remove a', 'save a 2', 'remove a']);
});

it('tries again what was not answered, and not what was refused', async () => {
  const server = door();
  const keeper = new Keeper('a', server);
  server.save.mockRejectedValueOnce(new TypeError('the wire is cut'));
  keeper.keep('', 1);
  await keeper.settled();
  keeper.keep('', 1);
  await keeper.settled();
  server.save.mockRejectedValueOnce(new ApiError('invalid', null));
  keeper.keep('', 2);
  await keeper.settled();
  keeper.keep('', 2);
  await keeper.settled();
  expect(server.save).toHaveBeenCalledTimes(3);
});

it('goes on under the name of the draft it took up', async () => {
  const server = door();
  const keeper = new Keeper('new', server);
  keeper.keep('', 1);
  keeper.takeUp('old');
  keeper.keep('', 2);
  keeper.finish();
  await keeper.settled();
  expect(server.sent).toEqual(['save new 1', 'remove new', 'save old 2', 'remove old']);
});
