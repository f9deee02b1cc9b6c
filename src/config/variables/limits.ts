import { dollars, dollarsOrNone, list, oneOf, whole, words } from './kinds.ts';
import { optional, withDefault } from './variable.ts';

const hostAndPort =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::(?:6553[0-5]|655[0-2]\d|65[0-4]\d{2}|6[0-4]\d{3}|[1-5]\d{4}|[1-9]\d{0,3}))?$/;

/** What the bot accepts, how much it does at once, and what may be spent. */
export const limitVariables = {
  FFMPEG_PATH: optional(words, {
    fallback: 'none',
    meaning: 'The ffmpeg to use; else the one from ffmpeg-static, else `ffmpeg` on PATH.',
    example: '/usr/bin/ffmpeg',
  }),
  MEDIA_HOSTS: optional(list(hostAndPort, 'host or host:port, separated by commas'), {
    fallback: 'none',
    meaning: 'Extra hosts media may come from, `host` or `host:port`, comma separated.',
    example: 'media.example.com,127.0.0.1:9000',
  }),
  UPLOAD_LIMIT_MIB: withDefault(whole(1, 10_000), {
    fallback: '10',
    meaning: 'What Discord surely accepts where it names no limit.',
    example: '25',
  }),
  MAX_ATTACHMENT_MIB: withDefault(whole(1, 10_000), {
    fallback: '200',
    meaning: 'The largest file people may send.',
    example: '500',
  }),
  MAX_AUDIO_MINUTES: withDefault(whole(1, 10_000), {
    fallback: '120',
    meaning: 'The longest audio people may send.',
    example: '30',
  }),
  MAX_JOBS_PER_TENANT: withDefault(whole(1, 10_000), {
    fallback: '20',
    meaning: 'Jobs of one tenant in flight; more wait in line, visibly.',
    example: '50',
  }),
  MAX_JOBS_PER_MEMBER: withDefault(whole(1, 10_000), {
    fallback: '3',
    meaning: 'Jobs of one member in flight; more wait in line, visibly.',
    example: '5',
  }),
  TENANTS: withDefault(oneOf(['open', 'approved']), {
    fallback: 'open',
    meaning: '`approved`: a new tenant may spend nothing until an owner grants an allowance.',
    example: 'approved',
  }),
  OPERATOR_MONTHLY_LIMIT_USD: withDefault(dollars, {
    fallback: '50',
    meaning: 'Ceiling over everything spent on your key in a month.',
    example: '200',
  }),
  OPERATOR_DAILY_LIMIT_USD: withDefault(dollarsOrNone, {
    fallback: 'none',
    meaning: 'The same for a day.',
    example: '20',
  }),
  DEFAULT_MONTHLY_LIMIT_USD: withDefault(dollars, {
    fallback: '10',
    meaning: 'Allowance of a new tenant for a month.',
    example: '5',
  }),
  DEFAULT_DAILY_LIMIT_USD: withDefault(dollarsOrNone, {
    fallback: 'none',
    meaning: 'The same for a day.',
    example: '2',
  }),
  DEFAULT_MEMBER_DAILY_LIMIT_USD: withDefault(dollars, {
    fallback: '1',
    meaning: 'What one member may spend in a day.',
    example: '0.50',
  }),
  DEFAULT_PERSONAL_LIMIT_USD: withDefault(dollars, {
    fallback: '0',
    meaning: 'Monthly allowance of a Discord member on their own; 0 asks them to add the bot to a server.',
    example: '1',
  }),
  DEFAULT_JOB_LIMIT_USD: withDefault(dollars, {
    fallback: '2',
    meaning: 'What one job may cost; also what a link of unknown length reserves.',
    example: '5',
  }),
  ENCODE_CONCURRENCY: optional(whole(1, 256), {
    fallback: 'cores',
    meaning: 'How many sounds are converted at once.',
    example: '2',
  }),
  JOB_RETENTION_DAYS: withDefault(whole(1, 3650), {
    fallback: '30',
    meaning: 'After that, only the ledger entries of a job remain.',
    example: '90',
  }),
};
