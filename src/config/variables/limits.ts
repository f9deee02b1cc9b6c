import { dollars, dollarsOrNone, list, oneOf, onOff, whole, words } from './kinds.ts';
import { optional, withDefault } from './variable.ts';

const hostAndPort =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::(?:6553[0-5]|655[0-2]\d|65[0-4]\d{2}|6[0-4]\d{3}|[1-5]\d{4}|[1-9]\d{0,3}))?$/;

/** Variables for what the bot accepts, how much it does concurrently, and spending limits. */
export const limitVariables = {
  FFMPEG_PATH: optional(words, {
    fallback: 'none',
    meaning: 'ffmpeg to use; otherwise the one from ffmpeg-static, then `ffmpeg` on PATH.',
    example: '/usr/bin/ffmpeg',
  }),
  MEDIA_HOSTS: optional(list(hostAndPort, 'host or host:port, separated by commas'), {
    fallback: 'none',
    meaning: 'Extra hosts for downloads: `host` or `host:port`, comma-separated.',
    example: 'media.example.com,127.0.0.1:9000',
  }),
  UPLOAD_LIMIT_MIB: withDefault(whole(1, 10_000), {
    fallback: '10',
    meaning: 'Upload limit when Discord reports none.',
    example: '25',
  }),
  MAX_ATTACHMENT_MIB: withDefault(whole(1, 10_000), {
    fallback: '200',
    meaning: 'Largest file a member can send.',
    example: '500',
  }),
  MAX_AUDIO_MINUTES: withDefault(whole(1, 10_000), {
    fallback: '120',
    meaning: 'Longest audio a member can send.',
    example: '30',
  }),
  MAX_JOBS_PER_TENANT: withDefault(whole(1, 10_000), {
    fallback: '20',
    meaning: 'Jobs a server or workspace can run at once; more are queued.',
    example: '50',
  }),
  MAX_JOBS_PER_MEMBER: withDefault(whole(1, 10_000), {
    fallback: '3',
    meaning: 'Jobs a member can run at once; more are queued.',
    example: '5',
  }),
  MAX_WAITING_JOBS: withDefault(whole(1, 10_000), {
    fallback: '20',
    meaning: 'Jobs a member can have queued; more are refused.',
    example: '5',
  }),
  TENANTS: withDefault(oneOf(['open', 'approved']), {
    fallback: 'open',
    meaning: '`approved`: new servers can’t spend until you set a budget, which their admins can ask for.',
    example: 'approved',
  }),
  OPERATOR_MONTHLY_LIMIT_USD: withDefault(dollars, {
    fallback: '50',
    meaning: 'Total spending cap per month on your key.',
    example: '200',
  }),
  OPERATOR_DAILY_LIMIT_USD: withDefault(dollarsOrNone, {
    fallback: 'none',
    meaning: 'Total spending cap per day on your key.',
    example: '20',
  }),
  DEFAULT_MONTHLY_LIMIT_USD: withDefault(dollars, {
    fallback: '10',
    meaning: 'Monthly budget of a new server or workspace.',
    example: '5',
  }),
  DEFAULT_DAILY_LIMIT_USD: withDefault(dollarsOrNone, {
    fallback: 'none',
    meaning: 'Daily budget of a new server or workspace.',
    example: '2',
  }),
  DEFAULT_MEMBER_DAILY_LIMIT_USD: withDefault(dollars, {
    fallback: '1',
    meaning: 'Daily limit per member.',
    example: '0.50',
  }),
  DEFAULT_PERSONAL_LIMIT_USD: withDefault(dollars, {
    fallback: '0',
    meaning: 'Monthly budget of a Discord user outside servers; with 0, they need their own key.',
    example: '1',
  }),
  DEFAULT_JOB_LIMIT_USD: withDefault(dollars, {
    fallback: '2',
    meaning: 'Per-job limit.',
    example: '5',
  }),
  DEFAULT_LINK_LIMIT_USD: withDefault(dollars, {
    fallback: '0.5',
    meaning: 'What a link reserves, because its length is unknown: 5 minutes of stems, 50 of a transcript.',
    example: '1',
  }),
  LINKS: withDefault(onOff, {
    fallback: 'on',
    meaning: '`off`: nobody can use links; admins can turn them off with `/wallet set-limit`.',
    example: 'off',
  }),
  ENCODE_CONCURRENCY: optional(whole(1, 256), {
    fallback: 'number of CPU cores',
    meaning: 'Audio files converted at once.',
    example: '2',
  }),
  JOB_RETENTION_DAYS: withDefault(whole(1, 3650), {
    fallback: '30',
    meaning: 'Days until a job’s record is deleted; its cost stays in the spending history.',
    example: '90',
  }),
};
