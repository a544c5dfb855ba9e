import { useQuery } from '@tanstack/react-query';
import { ApiError } from './error';

/** One part of others in the program. */
export interface Part {
  name: string;
  version: string;
  /** By its short name, such as "MIT OR Apache-2.0". */
  licence: string;
  /** Places of its texts in `Licences.texts`; none where the part carries none. */
  texts: number[];
}

export interface Licences {
  parts: Part[];
  texts: string[];
}

/** The list that the build writes beside the page (`scripts/licences.mjs`); it changes with the program only. */
export function useLicences() {
  return useQuery<Licences>({
    queryKey: ['licences'],
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const response = await fetch('/licences.json', { signal }).catch((cause: unknown) => {
        throw ApiError.unreachable(cause);
      });
      if (!response.ok) throw ApiError.from(response.status, null);
      return (await response.json()) as Licences;
    },
  });
}
