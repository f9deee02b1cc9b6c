import { DISCORD_CHECKS } from '../../bots/discord/doctor/discord-checks.ts';
import { type DiscordLook, lookAtDiscord } from '../../bots/discord/doctor/discord-look.ts';
import { postDiscordButtons, postDiscordFile } from '../../bots/discord/doctor/post-trial.ts';
import { DISCORD_SEND_CHECKS } from '../../bots/discord/doctor/send-checks.ts';
import { INSTALLATIONS_LOOKED_AT } from '../../bots/slack/doctor/installations-check.ts';
import { postSlackButtons, postSlackFile } from '../../bots/slack/doctor/post-trial.ts';
import { SLACK_SEND_CHECKS } from '../../bots/slack/doctor/send-checks.ts';
import { SLACK_CHECKS } from '../../bots/slack/doctor/slack-checks.ts';
import { lookAtSlack, type SlackLook, type StoredInstallations } from '../../bots/slack/doctor/slack-look.ts';
import { COMMANDS } from '../../commands/catalog.ts';
import { describe } from '../../commands/framework/describe.ts';
import { type Config, loadSecretKey, type SlackConfig } from '../../config/config.ts';
import type { Clock } from '../../core/async/clock.ts';
import { type FreeBytes, freeOnDisk } from '../../core/jobs/context/free-space.ts';
import type { Check } from '../../core/model/check.ts';
import { openStoreProbe } from '../../core/store/checkup/store-probe.ts';
import { ATTENDED_CHECKS, ATTENDED_MS, type Attended } from '../trials/attended-checks.ts';
import { type PaidSubject, paidCheck, USAGE_WITHIN_MS } from '../trials/paid-check.ts';
import { AUDIOPOD_CHECKS } from './audiopod-checks.ts';
import { clockCheck } from './clock-check.ts';
import { configurationCheck } from './configuration-check.ts';
import { DISK_CHECKS } from './disk-checks.ts';
import { ffmpegCheck } from './ffmpeg-check.ts';
import { type ReadyCheck, readyChecks } from './run-checks.ts';
import { encodeSample, type Sample } from './sample.ts';
import { secretKeyCheck } from './secret-key-check.ts';
import { STORE_CHECKS } from './store-checks.ts';
import { timeSources } from './time-sources.ts';

/** What the doctor knows of one check without running it. */
export type CheckEntry = Pick<Check<never>, 'name' | 'looksAt' | 'remedy'>;

/** Every check there is, in the order of the report. */
export const ALL_CHECKS: readonly CheckEntry[] = [
  configurationCheck,
  clockCheck,
  ...DISK_CHECKS,
  ...STORE_CHECKS,
  secretKeyCheck,
  ffmpegCheck,
  ...AUDIOPOD_CHECKS,
  ...DISCORD_CHECKS,
  ...SLACK_CHECKS,
  ...DISCORD_SEND_CHECKS,
  ...SLACK_SEND_CHECKS,
  ...Object.values(ATTENDED_CHECKS),
  paidCheck,
];

/** A busy computer needs a while for a second of sound. */
const SAMPLE_MS = 9_000;

/** Something that is only tried if the bot owner asks for it. */
interface Trial {
  readonly channel: string;
}

/** What the checks depend on. */
export interface DoctorParts {
  readonly config: Config;
  /** Where programs are looked for. */
  readonly searchPath: string | undefined;
  /** Id of a Discord channel to look at. */
  readonly channel?: string | undefined;
  /** Id of a channel of Discord or Slack to post test messages in. */
  readonly send?: string | undefined;
  /** What the operator presses and types in a channel of Discord or Slack. */
  readonly attended?: Trial & Pick<Attended, 'tell'> & Partial<Pick<Attended, 'waitMs'>>;
  /** One paid job, whose result is posted in a channel if one is named. */
  readonly paid?: Partial<Trial> & Partial<Pick<PaidSubject, 'usageWithinMs'>>;
  readonly clock: Clock;
  readonly freeBytes?: FreeBytes;
}

/** The checks for a configuration, and what they hold. */
export interface ChecksFor extends AsyncDisposable {
  readonly checks: readonly ReadyCheck[];
}

/** Prepares every check that a configuration has something to look at for. */
export function checksFor(parts: DoctorParts): ChecksFor {
  const { config, searchPath, channel, send, clock, freeBytes = freeOnDisk } = parts;
  const { discord, slack } = config.platforms;
  const held = new AsyncDisposableStack();
  const sample = sampleOnce({ FFMPEG_PATH: config.media.ffmpegPath, PATH: searchPath }, clock, held);
  const { publicUrl } = config.http;
  const describeIn = (locale: Parameters<typeof describe>[1]) => describe(COMMANDS, locale);
  const onDiscord =
    discord &&
    held.use(lookAtDiscord({ settings: discord, describe: describeIn, publicUrl, channel, clock }));
  const onSlack = slack && slackLookOf(config, slack, clock);
  const checks = [
    ...readyChecks([configurationCheck], config),
    ...readyChecks([clockCheck], { sources: timeSources(config), now: clock.now }),
    ...readyChecks(DISK_CHECKS, { dataDir: config.dataDir, freeBytes }),
    ...readyChecks(STORE_CHECKS, config),
    ...readyChecks([secretKeyCheck], config),
    ...readyChecks([ffmpegCheck], { sample }),
    ...readyChecks(AUDIOPOD_CHECKS, { ...config, clock }),
    ...(onDiscord ? readyChecks(DISCORD_CHECKS, onDiscord) : []),
    ...(onSlack ? readyChecks(SLACK_CHECKS, onSlack) : []),
    ...(send === undefined ? [] : sendChecks(send, { config, onDiscord, onSlack, sample })),
    ...trialChecks(parts, { onDiscord, onSlack }),
  ];
  return { checks, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

/** Whether an id is of a channel on Discord; otherwise it's Slack's. */
export function isDiscordId(channel: string): boolean {
  return /^\d{1,20}$/.test(channel);
}

/** What is tried only because the bot owner asks for it. */
function trialChecks(
  { config, searchPath, attended, paid, clock }: DoctorParts,
  {
    onDiscord,
    onSlack,
  }: { readonly onDiscord: DiscordLook | undefined; readonly onSlack: SlackLook | undefined },
): readonly ReadyCheck[] {
  const environment = { FFMPEG_PATH: config.media.ffmpegPath, PATH: searchPath };
  const checks: ReadyCheck[] = [];
  if (attended !== undefined) {
    const { channel, tell, waitMs = ATTENDED_MS } = attended;
    const parts = { bot: config, tell, waitMs, clock };
    if (isDiscordId(channel) && onDiscord) {
      const post = postDiscordButtons(onDiscord, channel);
      checks.push(...readyChecks([ATTENDED_CHECKS.discord], { ...parts, post }));
    } else if (!isDiscordId(channel) && onSlack) {
      const post = postSlackButtons(onSlack, channel);
      checks.push(...readyChecks([ATTENDED_CHECKS.slack], { ...parts, post }));
    }
  }
  if (paid !== undefined) {
    const { channel, usageWithinMs = USAGE_WITHIN_MS } = paid;
    const isThere = channel !== undefined;
    const onOne = isThere && isDiscordId(channel) && onDiscord && postDiscordFile(onDiscord, channel);
    const onOther = isThere && !isDiscordId(channel) && onSlack && postSlackFile(onSlack, channel);
    const post = onOne || onOther || undefined;
    checks.push(...readyChecks([paidCheck], { ...config, environment, post, clock, usageWithinMs }));
  }
  return checks;
}

function sendChecks(
  channel: string,
  parts: {
    readonly config: Config;
    readonly onDiscord: DiscordLook | undefined;
    readonly onSlack: SlackLook | undefined;
    readonly sample: () => Promise<Sample>;
  },
): readonly ReadyCheck[] {
  const { config, onDiscord, onSlack, sample } = parts;
  const { uploadLimitBytes } = config.media;
  if (isDiscordId(channel)) {
    return onDiscord
      ? readyChecks(DISCORD_SEND_CHECKS, { look: onDiscord, channel, uploadLimitBytes, sample })
      : [];
  }
  return onSlack ? readyChecks(SLACK_SEND_CHECKS, { look: onSlack, channel, sample }) : [];
}

function slackLookOf(
  config: Config,
  { apiUrl, transport, configToken }: SlackConfig,
  clock: Clock,
): SlackLook {
  return lookAtSlack({
    ...{ apiUrl, access: transport, commands: describe(COMMANDS, 'en'), now: clock.now },
    installations: 'install' in transport ? () => storedInstallations(config) : undefined,
    publicUrl: config.http.publicUrl,
    configToken: configToken?.reveal(),
  });
}

/** Returns what is stored; `undefined` if there is no database yet. */
async function storedInstallations(config: Config): Promise<StoredInstallations | undefined> {
  await using probe = openStoreProbe(config.store.url.reveal());
  if (probe === undefined) return undefined;
  const records = await probe.installations(INSTALLATIONS_LOOKED_AT + 1);
  return { records, keys: await loadSecretKey(config) };
}

/** Encodes one second when a check first asks for it. Its files are removed with what the checks hold. */
function sampleOnce(
  environment: Parameters<typeof encodeSample>[0]['environment'],
  clock: Clock,
  held: AsyncDisposableStack,
): () => Promise<Sample> {
  let sample: Promise<Sample> | undefined;
  return () => {
    if (sample === undefined) {
      const encoding = encodeSample({ environment, clock }, clock.timeout(SAMPLE_MS));
      sample = encoding;
      held.defer(async () => {
        const [outcome] = await Promise.allSettled([encoding]);
        if (outcome.status === 'fulfilled') await outcome.value[Symbol.asyncDispose]();
      });
    }
    return sample;
  };
}
