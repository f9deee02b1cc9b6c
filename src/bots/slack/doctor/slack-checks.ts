import type { Check } from '../../../core/model/check.ts';
import { endpointCheck } from './endpoint-check.ts';
import { installationsCheck } from './installations-check.ts';
import { manifestCheck } from './manifest-check.ts';
import type { SlackLook } from './slack-look.ts';
import { socketCheck } from './socket-check.ts';
import { TOKEN_CHECKS } from './token-checks.ts';

/** Everything that is looked at on Slack. */
export const SLACK_CHECKS: readonly Check<SlackLook>[] = [
  ...TOKEN_CHECKS,
  installationsCheck,
  socketCheck,
  endpointCheck,
  manifestCheck,
];
