import { pipeline, type Readable, Transform } from 'node:stream';
import { BotError } from '../../../core/model/errors.ts';

/** As much of a page as tells that it is one. */
const START_BYTES = 512;
const PAGE = /^\uFEFF?\s*<(?:!doctype html|html)\b/i;

/**
 * Passes a download on as long as it can be the file: no longer than announced, and no page. Without access,
 * Slack sends its sign-in page instead, under whatever type. A member's own page has the size announced.
 *
 * @returns a stream that ends with `attachment-gone` if it is not the file.
 */
export function requireFile(body: Readable, expectedBytes: number | undefined): Readable {
  let start = Buffer.alloc(0);
  let receivedBytes = 0;
  const isOtherPage = (): boolean => receivedBytes !== expectedBytes && PAGE.test(start.toString());
  const checked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      receivedBytes += chunk.length;
      if (start.length < START_BYTES) {
        start = Buffer.concat([start, chunk.subarray(0, START_BYTES - start.length)]);
      }
      if (expectedBytes !== undefined && receivedBytes > expectedBytes) {
        done(new BotError('attachment-gone', 'Slack sends more than the file it announced'));
      } else done(null, chunk);
    },
    flush(done) {
      done(isOtherPage() ? aPage() : null);
    },
  });
  // The reader of the stream gets its errors.
  pipeline(body, checked, () => {});
  return checked;
}

/** Returns the error for a page in the place of a file. */
export function aPage(): BotError {
  return new BotError(
    'attachment-gone',
    'Slack shows a page instead of the file: the bot has no access to it; invite it to the channel',
  );
}
