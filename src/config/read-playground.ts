import type { Environment } from './environment.ts';
import { isLoopbackHost } from './loopback.ts';
import type { PlaygroundConfig } from './model.ts';
import { missing, type Problem } from './problem.ts';

const ANY_ADDRESS = ['0.0.0.0', '::', '[::]'];

/**
 * Decides whether the playground is on and which host names are allowed. Without a token only loopback is,
 * even if `PUBLIC_URL` names a proxy in front.
 */
export function readPlayground(
  env: Environment,
  isAlone: boolean,
  problems: Problem[],
): PlaygroundConfig | undefined {
  if (!(env.PLAYGROUND ?? isAlone)) return undefined;
  const token = env.PLAYGROUND_TOKEN;
  const tokenFile = token === undefined ? env.PLAYGROUND_TOKEN_FILE : undefined;
  if (token === undefined && tokenFile === undefined) {
    if (!isLoopbackHost(env.HOST)) {
      const because = `because HOST=${env.HOST} lets others reach the playground; or set PLAYGROUND=off`;
      problems.push(missing('PLAYGROUND_TOKEN', because));
    }
    return { hosts: [] };
  }
  const listening = ANY_ADDRESS.includes(env.HOST) || isLoopbackHost(env.HOST) ? [] : [env.HOST];
  const announced = env.PUBLIC_URL === undefined ? [] : [new URL(env.PUBLIC_URL).hostname];
  return {
    ...(token && { token }),
    ...(tokenFile !== undefined && { tokenFile }),
    hosts: [...listening, ...announced],
  };
}
