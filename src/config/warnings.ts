import { distance } from 'fastest-levenshtein';
import { type Environment, environmentShape } from './environment.ts';
import { isLoopbackHost } from './loopback.ts';
import type { AudioPodConfig } from './model.ts';

const KNOWN = Object.keys(environmentShape.shape);
const SHORTEST_PASSWORD = 16;

/** What is accepted but was perhaps meant otherwise, in whole sentences. Names variables, never values. */
export function warningsAbout(
  processEnv: Readonly<Record<string, string | undefined>>,
  env: Environment,
  audiopod: AudioPodConfig,
): readonly string[] {
  const warnings = Object.keys(processEnv).flatMap(typoWarning);
  if (audiopod.sandbox && env.AUDIOPOD_API_KEY !== undefined) {
    warnings.push('AUDIOPOD_API_KEY is not used while SANDBOX is on.');
  }
  if (!audiopod.sandbox) {
    const base = new URL(audiopod.baseUrl);
    if (base.protocol === 'http:' && !isLoopbackHost(base.hostname)) {
      warnings.push('AUDIOPOD_BASE_URL is plain http, so the key travels unencrypted.');
    }
  }
  if (env.PLAYGROUND_TOKEN && env.PLAYGROUND_TOKEN.reveal().length < SHORTEST_PASSWORD) {
    warnings.push(`PLAYGROUND_TOKEN is short; use ${SHORTEST_PASSWORD} characters or more.`);
  }
  if (env.SLACK_CLIENT_ID && env.SLACK_BOT_TOKEN) {
    warnings.push('SLACK_BOT_TOKEN is not used with Slack OAuth.');
  }
  return warnings;
}

/** Finds the variable that a mistyped name was probably meant to be. */
function typoWarning(name: string): readonly string[] {
  if (KNOWN.includes(name)) return [];
  const upper = name.toUpperCase();
  // Short names have too many innocent neighbours, such as HOME beside HOST.
  const near = KNOWN.find((known) => distance(upper, known) <= (known.length < 8 ? 1 : 2));
  return near === undefined ? [] : [`${name} is not a variable of this program. Did you mean ${near}?`];
}
