import type { Tracer } from '../core/jobs/context/tracer.ts';
import type { Audio } from '../core/ports/audio.ts';
import type { Observer } from '../core/ports/observer.ts';
import type { Download } from '../core/ports/provider.ts';

/** The program's traces: the tracer of jobs, and ports whose work is shown within a job's steps. */
export interface Tracing extends Tracer {
  /** Also shows requests to AudioPod and to platforms. */
  observer(inner: Observer): Observer;
  download(inner: Download): Download;
  audio(inner: Audio): Audio;
  /** Sends what is left, if the collector responds soon. Never rejects. */
  close(): Promise<void>;
}
