import type { Config } from '../../config/config.ts';
import type { TimeSource } from './clock-check.ts';

/** Returns the addresses that tell the time of each configured service. They respond to anybody, and change nothing. */
export function timeSources({
  audiopod,
  platforms: { discord, slack },
}: Pick<Config, 'audiopod' | 'platforms'>): readonly TimeSource[] {
  return [
    ...(audiopod.sandbox
      ? []
      : [{ name: 'AudioPod', url: `${audiopod.baseUrl}/api/v1/health`, method: 'GET' } as const]),
    ...(discord ? [{ name: 'Discord', url: `${discord.apiUrl}/v10/gateway`, method: 'GET' } as const] : []),
    ...(slack ? [{ name: 'Slack', url: `${slack.apiUrl}api.test`, method: 'POST' } as const] : []),
  ];
}
