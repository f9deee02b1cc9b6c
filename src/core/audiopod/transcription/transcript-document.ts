import type { TranscriptFormat } from '../../model/job/request.ts';
import { innerOf, transcript, unwrapTranscript } from './transcript-response.ts';

/**
 * Returns the transcript document inside a response.
 *
 * By one source, text formats are returned plain; by another, inside JSON (AudioPod API notes 6.4, 13a.16).
 *
 * @returns `undefined` for a response without such a document.
 */
export function unwrapDocument(answer: string, format: TranscriptFormat): string | undefined {
  const body = parse(answer);
  if (format === 'json') {
    if (!transcript.safeParse(body).success) return undefined;
    const inner = unwrapTranscript(body);
    return inner === body ? answer : JSON.stringify(inner);
  }
  if (typeof body === 'string') return body;
  // Not JSON, or text that only looks like it, such as a transcript that is one number.
  if (typeof body !== 'object' || body === null) return answer;
  const inner = innerOf(body);
  return typeof inner === 'string' ? inner : undefined;
}

function parse(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
}
