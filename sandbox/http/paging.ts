import { ApiError } from './api-error.ts';

/** @throws {ApiError} 422 when the query parameter is not a whole number within its bounds. */
export function readCount(
  query: URLSearchParams,
  name: string,
  { fallback, min, max }: { readonly fallback: number; readonly min: number; readonly max: number },
): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ApiError(422, {
      detail: [
        {
          loc: ['query', name],
          msg: `Input should be a whole number from ${min} to ${max}`,
          type: 'int_range',
        },
      ],
    });
  }
  return value;
}

/** Reads `skip` and `limit` as lists accept them (AudioPod API notes 1.4). */
export function readPage(query: URLSearchParams): { readonly skip: number; readonly limit: number } {
  return {
    skip: readCount(query, 'skip', { fallback: 0, min: 0, max: 1_000_000 }),
    limit: readCount(query, 'limit', { fallback: 50, min: 1, max: 100 }),
  };
}
