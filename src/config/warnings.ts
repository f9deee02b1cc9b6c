import type { Environment } from './environment.ts';
import { isLoopbackHost } from './loopback.ts';
import { meantVariable } from './misspelt.ts';
import type { AudioPodConfig } from './model.ts';

const SHORTEST_PASSWORD = 16;

/** Returns sentences about valid settings that may be unintended. They name variables, never values. */
export function warningsAbout(
  processEnv: Readonly<Record<string, string | undefined>>,
  env: Environment,
  audiopod: AudioPodConfig,
): readonly string[] {
  const warnings = Object.keys(processEnv).flatMap(typoWarning);
  if (audiopod.sandbox && env.AUDIOPOD_API_KEY !== undefined) {
    warnings.push('AUDIOPOD_API_KEY isn’t used while SANDBOX is on. Unset one of them.');
  }
  if (!audiopod.sandbox) {
    const base = new URL(audiopod.baseUrl);
    if (base.protocol === 'http:' && !isLoopbackHost(base.hostname)) {
      warnings.push('AUDIOPOD_BASE_URL uses http, so your key is sent unencrypted. Use https.');
    }
  }
  if (env.PLAYGROUND_TOKEN && env.PLAYGROUND_TOKEN.reveal().length < SHORTEST_PASSWORD) {
    warnings.push(`PLAYGROUND_TOKEN is short. Use at least ${SHORTEST_PASSWORD} characters.`);
  }
  if (env.OWNER_TOKEN && env.OWNER_TOKEN.reveal().length < SHORTEST_PASSWORD) {
    warnings.push(`OWNER_TOKEN is short. Use at least ${SHORTEST_PASSWORD} characters.`);
  }
  return warnings;
}

function typoWarning(name: string): readonly string[] {
  const meant = meantVariable(name);
  return meant === undefined ? [] : [`${name} isn’t a variable of audiopod-bot. Did you mean ${meant}?`];
}
