import type { Origin } from '../../../core/model/job/origin.ts';

const WORDS = 'words';
const SECRET = 'secret';
const SEPARATOR = '|';

/** What a form was opened for. Discord returns the id with the submitted values. */
export type FormId =
  /** Text for a command, whose other values are stored under `key`. */
  | { readonly kind: 'words'; readonly key: string; readonly visibility: Origin['visibility'] }
  /** A secret, for a command that takes nothing else. */
  | { readonly kind: 'secret'; readonly command: string; readonly subcommand?: string };

/** Writes the id of a form. */
export function writeFormId(id: FormId): string {
  const parts =
    id.kind === 'words' ? [WORDS, id.key, id.visibility] : [SECRET, id.command, id.subcommand ?? ''];
  return parts.join(SEPARATOR);
}

/** Reads a form's id; `undefined` for a form of another release. */
export function readFormId(customId: string): FormId | undefined {
  const [mark, first, second] = customId.split(SEPARATOR);
  if (first === undefined) return undefined;
  if (mark === SECRET) {
    return { kind: 'secret', command: first, ...(second ? { subcommand: second } : {}) };
  }
  if (mark !== WORDS || (second !== 'public' && second !== 'private')) return undefined;
  return { kind: 'words', key: first, visibility: second };
}
