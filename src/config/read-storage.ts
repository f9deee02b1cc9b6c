import { Secret } from '../core/model/secret.ts';
import type { Environment } from './environment.ts';
import type { Config } from './model.ts';
import { missing, type Problem } from './problem.ts';

/** Returns the embedded database inside the data folder. */
export function defaultStore(dataDir: string): Config['store'] {
  return {
    kind: 'sqlite',
    url: new Secret(`sqlite://${dataDir.replace(/(?<!\/)\/+$/, '')}/audiopod-bot.sqlite`),
  };
}

/** Reads the key that encrypts stored values, and requires one where a generated key would not do. */
export function readSecretKey(
  env: Environment,
  kind: Config['store']['kind'],
  problems: Problem[],
): Config['secretKey'] {
  const { SECRET_KEY: current, SECRET_KEY_PREVIOUS: previous } = env;
  if (current === undefined) {
    const isOauth = env.SLACK_CLIENT_ID ?? env.SLACK_CLIENT_SECRET;
    if (kind === 'postgres') {
      problems.push(missing('SECRET_KEY', 'because several processes may share the PostgreSQL database'));
    } else if (isOauth !== undefined) {
      problems.push(missing('SECRET_KEY', 'because Slack OAuth stores tokens of other workspaces'));
    }
  }
  return { ...(current && { current }), ...(previous && { previous }) };
}
