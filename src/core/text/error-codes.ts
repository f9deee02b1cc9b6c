import type { errorWords } from './en/errors.ts';
import { errorWords as english } from './en/errors.ts';

/** The stable code of an outcome that is not the one asked for. Each has words in every language. */
export type ErrorCode = keyof typeof errorWords extends infer Key
  ? Key extends `error.${infer Code}.what`
    ? Code
    : never
  : never;

/** True when `code` is one this release has words for. */
export function isErrorCode(code: string): code is ErrorCode {
  return `error.${code}.what` in english;
}
