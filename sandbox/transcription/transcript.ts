import { seconds } from '../jobs/job.ts';
import { conversation, type Said } from '../talk/conversation.ts';
import { speakerLabel } from '../talk/speakers.ts';
import { speakingTimes } from '../talk/speaking-times.ts';
import type { TranscriptionDetails } from './read-order.ts';

/** The sandbox is always this sure. */
export const CONFIDENCE = 0.93;

/** What was said in the recordings of a job. */
export function saidIn(details: TranscriptionDetails): readonly Said[] {
  const { durationMs, diarizes, speakers } = details;
  return conversation({
    durationMs,
    language: detectedLanguage(details),
    speakers: diarizes ? speakers.speakers : 1,
  });
}

/** The language asked for, or English, which is what the sandbox always detects. */
export function detectedLanguage({ language }: TranscriptionDetails): string {
  return language === null || language === 'auto' ? 'en' : language;
}

/** Sentences as the service writes them: speakers and words only where they were asked for (AudioPod API notes 6.4). */
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

/** The transcript as JSON (AudioPod API notes 6.4). */
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
  };
}
