import { conversation } from '../dialogue/conversation.ts';
import { languageOf } from '../dialogue/hear.ts';
import type { Said } from '../dialogue/said.ts';
import { speakerLabel } from '../dialogue/speakers.ts';
import { speakingTimes } from '../dialogue/speaking-times.ts';
import { seconds } from '../jobs/job.ts';
import type { TranscriptionDetails } from './read-order.ts';

/** The confidence of every sandbox result. */
export const CONFIDENCE = 0.93;

/** Returns the sentences spoken in the recordings of a job. */
export function saidIn(details: TranscriptionDetails): readonly Said[] {
  const { durationMs, diarizes, speakers, heard } = details;
  return (
    heard ??
    conversation({
      durationMs,
      language: detectedLanguage(details),
      speakers: diarizes ? speakers.speakers : 1,
    })
  );
}

/** Returns the requested language, or the one of recognized speech; English for samples. */
export function detectedLanguage({ language, heard = [] }: TranscriptionDetails): string {
  if (language !== null && language !== 'auto') return language;
  return languageOf(heard.map(({ text }) => text).join(' '));
}

/**
 * Returns sentences in the service's form: speakers and words only when requested (AudioPod API notes 6.4).
 */
export function segmentsOf(details: TranscriptionDetails, said: readonly Said[]) {
  return said.map(({ speaker, startMs, endMs, text, words }, id) => ({
    id,
    start: seconds(startMs),
    end: seconds(endMs),
    text,
    confidence: CONFIDENCE,
    ...(details.diarizes && {
      speaker: speakerLabel(speaker),
      speaker_id: speaker,
      speaker_label: speakerLabel(speaker),
    }),
    ...(details.words && {
      words: words.map(({ word, startMs: from, endMs: to }) => ({
        word,
        start: seconds(from),
        end: seconds(to),
        probability: CONFIDENCE,
      })),
    }),
  }));
}

/** Returns the transcript as JSON (AudioPod API notes 6.4). */
export function transcriptBody(jobId: number, details: TranscriptionDetails) {
  const said = saidIn(details);
  return {
    job_id: jobId,
    detected_language: detectedLanguage(details),
    confidence_score: CONFIDENCE,
    total_duration: seconds(details.durationMs),
    segments: segmentsOf(details, said),
    speakers: details.diarizes ? speakingTimes(said) : [],
    video_metadata: [],
    is_sample: details.heard === undefined,
  };
}
