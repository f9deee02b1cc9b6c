import { z } from 'zod';
import type { GenrePreset } from '../../model/job/provider-job.ts';
import { readable, text } from '../transport/wire.ts';

/** A value of the map, or an entry of the list: the prompt alone or with other settings. */
const settings = z.union([
  z.string().transform((prompt) => ({ prompt: prompt.trim() || undefined })),
  z.object({ prompt: text }),
]);

const entry: z.ZodType<GenrePreset | undefined> = z.union([
  z.string().transform((name) => preset(name, undefined)),
  z.object({ name: text, prompt: text }).transform(({ name, prompt }) => preset(name ?? '', prompt)),
]);

const listed: z.ZodType<readonly GenrePreset[]> = z
  .array(z.unknown())
  .transform((entries) => readable(entries, entry));

const byName: z.ZodType<readonly GenrePreset[]> = z
  .record(z.string(), z.unknown())
  .transform((presets) =>
    Object.entries(presets).flatMap(
      ([name, value]) => preset(name, settings.safeParse(value).data?.prompt) ?? [],
    ),
  );

/**
 * `GET /music/presets`: under `genre_presets` a map from name to settings, or a list (AudioPod API notes
 * 2.6).
 */
export const genrePresets: z.ZodType<readonly GenrePreset[]> = z.union([
  z.object({ genre_presets: z.union([listed, byName]) }).transform((body) => body.genre_presets),
  listed,
]);

function preset(name: string, prompt: string | undefined): GenrePreset | undefined {
  const trimmed = name.trim();
  if (trimmed === '') return undefined;
  return { name: trimmed, ...(prompt === undefined ? {} : { prompt }) };
}
