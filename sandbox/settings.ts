import { z } from 'zod';

/** Whether a plan allows a feature, or the status of the refusal. */
const planAnswer = z.union([z.literal('allowed'), z.literal(402), z.literal(403)]);

/** Settings that can change while the sandbox runs, through `/_control/settings` or `control.settings`. */
export const settingsSchema = z.strictObject({
  /** The existing paths: the usage guide's (`a`), the current documentation's (`b`), or both. */
  dialect: z.enum(['both', 'a', 'b']).default('both'),
  /** Accepted keys; `any` accepts every key that starts with `ap_`. */
  keys: z.union([z.literal('any'), z.array(z.string())]).default('any'),
  /** A larger upload is refused with 413 (AudioPod API notes 3.4: 250 MB is the smallest plan's limit). */
  uploadLimitBytes: z
    .int()
    .positive()
    .default(250 * 1024 * 1024),
  /** How long a download link works (AudioPod API notes 1.10: about one hour). */
  linkLifetimeMs: z.int().positive().default(3_600_000),
  /** Largest page of voices; a larger `limit` is silently reduced to it (AudioPod API notes 1.4). */
  voicePageMax: z.int().positive().default(100),
  /**
   * Whether a `.mp3` of speech really is one; by default it is WAV under that name (AudioPod API notes 4.3).
   */
  realMp3: z.boolean().default(false),
  /** Whether responses have `X-RateLimit-*` headers. They count requests and never refuse one. */
  rateLimitHeaders: z.boolean().default(false),
  /**
   * Whether `GET /music/jobs/{id}` reads a job; otherwise it returns 405, as the live service may (AudioPod
   * API notes 13).
   */
  musicPlainRead: z.boolean().default(true),
  /** Whether the task `songbloom` exists; otherwise it returns 404 (AudioPod API notes 2.4). */
  songbloom: z.boolean().default(true),
  /** Whether the key's plan allows `producer`, `studio` and `mastering` (AudioPod API notes 3.1). */
  premiumStems: planAnswer.default('allowed'),
  /**
   * Whether the key's plan allows noise removal, which may be unavailable with a wallet (AudioPod API notes
   * 7).
   */
  denoiser: planAnswer.default('allowed'),
  /**
   * Where webhook events are sent, instead of the scheme, host and port of their endpoint, such as
   * `http://127.0.0.1:3000`. With `null` they never arrive: the sandbox calls no other server by itself.
   */
  webhooksTo: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  /**
   * What deleting a running job does with its money, or that stopping one is refused with 409. What the live service
   * does is not known (AudioPod API notes 16).
   */
  stoppedJobs: z.enum(['released', 'charged', 'refused']).default('released'),
});

export type Settings = Readonly<z.infer<typeof settingsSchema>>;

/** Any part of the settings. */
export const settingsPatchSchema = z.strictObject({
  dialect: settingsSchema.shape.dialect.unwrap().optional(),
  keys: settingsSchema.shape.keys.unwrap().optional(),
  uploadLimitBytes: settingsSchema.shape.uploadLimitBytes.unwrap().optional(),
  linkLifetimeMs: settingsSchema.shape.linkLifetimeMs.unwrap().optional(),
  voicePageMax: settingsSchema.shape.voicePageMax.unwrap().optional(),
  realMp3: settingsSchema.shape.realMp3.unwrap().optional(),
  rateLimitHeaders: settingsSchema.shape.rateLimitHeaders.unwrap().optional(),
  musicPlainRead: settingsSchema.shape.musicPlainRead.unwrap().optional(),
  songbloom: settingsSchema.shape.songbloom.unwrap().optional(),
  premiumStems: settingsSchema.shape.premiumStems.unwrap().optional(),
  denoiser: settingsSchema.shape.denoiser.unwrap().optional(),
  webhooksTo: settingsSchema.shape.webhooksTo.unwrap().optional(),
  stoppedJobs: settingsSchema.shape.stoppedJobs.unwrap().optional(),
});

export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

/** Holds the settings in effect. */
export class SettingsHolder {
  readonly #first: Settings;
  #current: Settings;

  constructor(first: SettingsPatch = {}) {
    this.#first = settingsSchema.parse(first);
    this.#current = this.#first;
  }

  get current(): Settings {
    return this.#current;
  }

  /** Replaces the named settings and keeps the others. */
  change(patch: SettingsPatch): void {
    this.#current = settingsSchema.parse({ ...this.#current, ...patch });
  }

  /** Returns to the settings the sandbox started with. */
  reset(): void {
    this.#current = this.#first;
  }
}
