const MIB = 1024 * 1024;
/** Leaves room for what a file adds to a request beyond its bytes. */
const MARGIN = 0.97;
/** Discord announces up to 500 MB and fails above about 200 (discord-api-docs issues 7603, 7695). */
const CEILING_BYTES = 100 * MIB;

/** Returns how large a file may be where Discord announces a limit of `limitBytes`. */
export function safeFileBytes(limitBytes: number): number {
  return Math.floor(Math.min(limitBytes * MARGIN, CEILING_BYTES));
}

/** Discord accepts 25 MiB in one request, unless it holds a single file; this leaves room for the text. */
export const MAX_REQUEST_BYTES = 24 * MIB;

/** Attachments of one message. */
export const MAX_FILES = 10;
/** Files of one post; a picture may come with its first files. */
export const MAX_POST_FILES = MAX_FILES - 1;
