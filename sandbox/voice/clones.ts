import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FliteVoice } from '../audio/flite.ts';
import { refuse, refuseField } from '../http/api-error.ts';
import type { Call } from '../http/route.ts';
import { type SoundDeps, uploadedSound } from '../input/sound-source.ts';
import type { Job } from '../jobs/job.ts';
import type { ServiceJobs } from '../jobs/service-jobs.ts';
import type { Timing } from '../timing.ts';
import { priceCents } from '../wallet/prices.ts';

/** A voice made from a sample. Its job's state is the voice's state. */
export interface CloneDetails {
  readonly name: string;
  readonly description: string | null;
  readonly isPublic: boolean;
  readonly sampleName: string;
  /** Chosen by the sample's bytes, so that the same sample sounds the same. */
  readonly flite: FliteVoice;
}

/** The dependencies of voice cloning. */
export interface CloneDeps extends SoundDeps {
  readonly clones: ServiceJobs<CloneDetails>;
  readonly timing: Timing;
}

/** The guide asks for about five seconds (AudioPod API notes 4.5); a clearly shorter sample is refused. */
const SAMPLE_MIN_MS = 3000;

const CENTS_PER_MINUTE = 4;

/** The part's name differs by client (AudioPod API notes 4.5). */
const SAMPLE_PARTS = ['file', 'audio_file', 'reference_audio'];

const BASES = ['slt', 'awb', 'kal16'] as const;

/** @throws {ApiError} 422 without a name or a sample, 400 for an unsuitable sample. */
export async function submitClone(deps: CloneDeps, call: Call): Promise<Job<CloneDetails>> {
  const { form } = call;
  const name = form.text('name')?.trim();
  if (name === undefined || name === '') throw refuseField('name', 'Field required', 'missing');
  const upload = form.upload(...SAMPLE_PARTS);
  if (upload === undefined) throw refuseField('file', 'Field required', 'missing');
  const { durationMs } = await uploadedSound(deps, upload);
  if (durationMs < SAMPLE_MIN_MS) throw refuse(400, 'The sample is too short');
  const costCents = priceCents(CENTS_PER_MINUTE, durationMs);
  return deps.clones.submit(
    {
      details: {
        name,
        description: form.text('description') ?? null,
        isPublic: form.boolean('is_public') ?? false,
        sampleName: upload.name,
        flite: soundsLike(await readFile(upload.path)),
      },
      serviceType: 'voice_cloning',
      reserveCents: costCents,
      workMs: deps.timing.cloneMs,
      make: async () => ({ outputs: [], durationMs, costCents }),
    },
    call,
  );
}

function soundsLike(sample: Buffer): FliteVoice {
  const [base = 0, pitch = 0] = createHash('sha256').update(sample).digest();
  return { base: BASES[base % BASES.length] ?? 'slt', pitch: 0.75 + pitch / 320 };
}

/** Returns where the service stores the sample, as in responses. */
export function samplePath(id: number, { sampleName }: CloneDetails): string {
  return `voices/custom/${id}${path.extname(sampleName)}`;
}
