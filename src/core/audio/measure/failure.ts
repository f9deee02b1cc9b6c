import { BotError } from '../../model/errors.ts';
import type { FfmpegOutcome } from '../ffmpeg/ffmpeg-outcome.ts';

/** Complaints about ffmpeg or the machine. Any other one, while a file is read, is about the file. */
const NOT_ABOUT_FILE =
  /cannot allocate|too many open files|resource temporarily|permission denied|shared librar|option|encoder|no such filter|conversion failed!?$/i;
/** This build of ffmpeg lacks what the format needs. */
const NOT_IN_BUILD = /unknown input format|unknown decoder|decoder not found|could not find codec/i;

/**
 * Returns why a file couldn't be read: the fault of the file, unless ffmpeg says otherwise or nothing.
 *
 * `file-damaged`, `file-not-audio` if this build can't read the format, or `ffmpeg-failed`.
 */
export function readFailure(outcome: FfmpegOutcome): BotError {
  const complaint = firstLine(outcome);
  if (NOT_IN_BUILD.test(outcome.complaints)) {
    return new BotError('file-not-audio', `this ffmpeg cannot decode it: ${complaint}`);
  }
  if (complaint === '' || NOT_ABOUT_FILE.test(complaint)) {
    return new BotError('ffmpeg-failed', `ffmpeg could not read the file: ${complaint}`);
  }
  return damaged(complaint);
}

/** Returns the error for a file that is not whole. */
export function damaged(message: string): BotError {
  return new BotError('file-damaged', message);
}

/** Returns ffmpeg's first complaint, for the operator. */
export function firstLine(outcome: FfmpegOutcome): string {
  return outcome.complaints.split('\n', 1)[0] ?? '';
}
