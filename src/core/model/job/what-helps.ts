import type { ErrorCode } from '../error-codes.ts';

/** What can lead on from a failure. */
export type WhatHelps =
  /** The same job again: the cause was outside, and may be gone. */
  | 'retry'
  /** Another file or text, or other options: the same ones fail again. */
  | 'other-input'
  /** A limit that is changed, or resets. */
  | 'limits'
  /** Another payer: a key of their own, or a server. */
  | 'another-payer'
  /** Nothing that a member can do with the bot. */
  | 'nothing';

/** Failures caused by what was sent, which stays as it was sent. A link that is refused may be sent as a file. */
const INPUT =
  /^(?:file|text|audio-too)-|^(?:source-gone|attachment-gone|sample-length|link-debt|links-off|links-over-job-limit|voice-other-key|speech-incomplete|result-too-large)$/;
/** Refusals of AudioPod that only other input or a simpler mode avoids. */
const REJECTED = /^audiopod-(?:too-large|rejected|no-speech|plan|forbidden)$/;
const LIMIT = /^(?:job-limit|limit-reached|spending-paused)$/;

/** Returns what helps after a failure. */
export function whatHelps(code: ErrorCode): WhatHelps {
  if (INPUT.test(code) || REJECTED.test(code)) return 'other-input';
  if (LIMIT.test(code)) return 'limits';
  if (code === 'personal-not-funded') return 'another-payer';
  return code === 'audiopod-not-offered' ? 'nothing' : 'retry';
}
