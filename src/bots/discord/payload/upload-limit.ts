const MIB = 1024 * 1024;
/** Room for what a file weighs beyond its bytes. */
const MARGIN = 0.97;
/** Discord announces up to 500 MB and fails above about 200 (discord-api-docs issues 7603, 7695). */
const CEILING_BYTES = 100 * MIB;

/** How large a file may be where Discord announces a limit of `limitBytes`. */
export function safeFileBytes(limitBytes: number): number {
  return Math.floor(Math.min(limitBytes * MARGIN, CEILING_BYTES));
}

/** Discord takes 25 MiB in one request, unless it is one file alone; this leaves room for the text beside it. */
export const MAX_REQUEST_BYTES = 24 * MIB;

/** Attachments of one message. */
export const MAX_FILES = 10;
/** Files of one post: with its first files may come a picture. */
export const MAX_POST_FILES = MAX_FILES - 1;
