import { fromDollars } from '../../../src/core/model/money/money.ts';
import { FIRST_TENANT_RULES, type TenantRules } from '../../../src/core/model/money/spending-rules.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { SERVICES } from '../../../src/core/model/service.ts';
import { type Ask, OWNER, unset } from './ask.ts';
import { MONEY, sampleJob } from './jobs.ts';
import { JOB_ID, NOW_MS } from './origin.ts';
import type { Scene } from './services.ts';

const withKey = (rules: TenantRules): TenantRules => ({
  ...rules,
  key: { id: 'key', lastFour: '9f3c', sinceMs: NOW_MS },
});
const CONNECT = {
  command: { command: 'wallet', subcommand: 'connect', secrets: { key: new Secret('ap_sample') } },
  isAdmin: true,
} as const;

/** Requests to `/wallet`. */
export const WALLET_ASKS: readonly Ask[] = [
  { line: '/wallet balance' },
  { line: '/wallet balance', about: 'bot owner, low', scene: () => ({ ...OWNER, isLow: true }) },
  { line: '/wallet balance', about: 'own key', isAdmin: true, scene: () => ({ rules: withKey }) },
  {
    line: '/wallet balance',
    about: 'own key, no link to top up',
    isAdmin: true,
    scene: () => ({ rules: withKey, keyJobs: 1 }),
  },
  {
    line: '/wallet balance',
    about: 'no limit',
    scene: () => ({
      rules: () => ({
        ...withKey(FIRST_TENANT_RULES),
        limits: { monthly: 'none', daily: 'none', memberDaily: 'none', perJob: 'none', perLink: 'none' },
      }),
    }),
  },
  ...SERVICES.map((service): Ask => ({ line: `/wallet estimate ${service} 120` })),
  { line: '/wallet estimate stems 3600', about: 'too much', scene: () => ({ isCovered: false }) },
  {
    line: '/wallet estimate stems 3600',
    about: 'too much for the own key',
    scene: () => ({ isCovered: false, rules: withKey }),
  },
  { line: '/wallet pricing' },
  { line: '/wallet pricing', about: 'built in', scene: () => ({ isPublished: false }) },
  { line: '/wallet usage', isAdmin: true, about: 'admin' },
  { line: '/wallet usage days:7', about: 'member' },
  { line: '/wallet usage days:1', about: 'today', isAdmin: true },
  { line: '/wallet usage', about: 'nothing spent', scene: () => ({ isUnused: true }) },
  { line: '/wallet usage days:1', about: 'nothing today', scene: () => ({ isUnused: true }) },
  { line: '/wallet limits', about: 'member, nothing set', scene: () => ({ rules: unset }) },
  { line: '/wallet limits', about: 'admin, much set', isAdmin: true },
  {
    line: '/wallet limits',
    about: 'bot owner, paused, own key',
    scene: () => ({
      ...OWNER,
      rules: withKey,
      operator: { paused: true, ceiling: { monthly: fromDollars(50), daily: 'none' } },
    }),
  },
  {
    line: '/wallet set-limit monthly:9 per_job:none per_link:0.30 confirm_above:0.25 links:on',
    isAdmin: true,
  },
  { line: '/wallet set-limit daily:2', about: 'unchanged', isAdmin: true },
  { line: '/wallet set-limit monthly:20 daily:none', about: 'more than the budget', isAdmin: true },
  { line: '/wallet set-limit daily:0.10', about: 'used up', isAdmin: true },
  { line: '/wallet allow command:stems user:@other', isAdmin: true },
  { line: '/wallet allow command:music user:@other remove:on', isAdmin: true },
  { line: '/wallet allow command:music everyone:on', isAdmin: true },
  { line: '/wallet allow command:tts everyone:off', isAdmin: true },
  { line: '/wallet allow command:wallet user:@other remove:on', isAdmin: true },
  { line: '/wallet timezone Asia/Shanghai', isAdmin: true },
  { line: '/wallet warn here', isAdmin: true },
  { line: '/wallet warn off', isAdmin: true },
  { line: '/wallet connect', ...CONNECT },
  { line: '/wallet connect', about: 'replaces one', ...CONNECT, scene: () => ({ keyJobs: 0 }) },
  { line: '/wallet connect', about: 'replaces one in use', ...CONNECT, scene: () => ({ keyJobs: 3 }) },
  { line: '/wallet disconnect', isAdmin: true, scene: () => ({ keyJobs: 0 }) },
  { line: '/wallet disconnect', about: 'in use', isAdmin: true, scene: () => ({ keyJobs: 1 }) },
  { line: '/wallet export', isAdmin: true },
  { line: '/wallet erase', isAdmin: true },
  {
    line: 'button erase',
    button: { kind: 'erase', askedAtMs: NOW_MS },
    isAdmin: true,
    scene: () => ({ leftJobs: 0 }),
  },
  {
    line: 'button erase',
    about: 'some is left',
    button: { kind: 'erase', askedAtMs: NOW_MS },
    isAdmin: true,
    scene: () => ({ leftJobs: 2 }),
  },
  { line: '/wallet grant monthly:12 daily:none', scene: () => OWNER },
  { line: '/wallet grant tenant:77 daily:0.05', about: 'another server, used up', scene: () => OWNER },
  { line: '/wallet ceiling monthly:60 daily:default', scene: () => OWNER },
  { line: '/wallet pause', scene: () => OWNER },
  { line: '/wallet pause', about: 'paused already', scene: paused },
  { line: '/wallet resume', scene: paused },
  { line: '/wallet resume', about: 'not paused', scene: () => OWNER },
  {
    line: `/wallet forgive ${JOB_ID}`,
    scene: (locale) => ({ ...OWNER, jobs: [sampleJob('speech', locale, { money: MONEY['in-doubt'] })] }),
  },
];

function paused(): Scene {
  return { ...OWNER, operator: { paused: true, ceiling: { monthly: 'default', daily: 'default' } } };
}
