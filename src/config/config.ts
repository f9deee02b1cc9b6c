import { availableParallelism } from 'node:os';
import { type Environment, environmentShape, type VariableName } from './environment.ts';
import type { AudioPodConfig, Config } from './model.ts';
import { ConfigError, missing, type Problem, refused } from './problem.ts';
import { readPlatforms } from './read-platforms.ts';
import { readPlayground } from './read-playground.ts';
import { defaultStore, readSecretKey } from './read-storage.ts';
import { variableRecord } from './variables/variable.ts';
import { warningsAbout } from './warnings.ts';

export { ENVIRONMENT } from './environment.ts';
export { loadPlaygroundToken } from './load-playground-token.ts';
export { loadSecretKey } from './load-secret-key.ts';
export type * from './model.ts';
export { ConfigError } from './problem.ts';

const BYTES_PER_MIB = 1024 * 1024;
const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** The environment of a process. */
type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment into an immutable value. Empty variables count as not set, spaces around a value are
 * ignored. Depends on nothing else, so the same environment gives the same result.
 *
 * @param cores the default of `ENCODE_CONCURRENCY`.
 * @throws {ConfigError} naming all problems together.
 */
export function readConfig(processEnv: ProcessEnvironment, cores = availableParallelism()): Config {
  const problems: Problem[] = [];
  const env = readEach(processEnv, problems);

  const { platforms, turnedOnBy, problems: platformProblems } = readPlatforms(env);
  problems.push(...platformProblems);
  const audiopod = readAudioPod(env, turnedOnBy, problems);
  const store = env.STORE_URL ?? defaultStore(env.DATA_DIR);
  if (env.ROLE !== 'all' && store.kind !== 'postgres') {
    problems.push({
      variable: 'STORE_URL',
      fault: `must be a postgres:// address with ROLE=${env.ROLE}, because several processes share the database`,
      example: 'postgres://bot:password@localhost/audiopod_bot',
    });
  }
  const playground = readPlayground(env, turnedOnBy === undefined, problems);
  const secretKey = readSecretKey(env, store.kind, problems);
  if (problems.length > 0 || audiopod === undefined) throw new ConfigError(firstOfEach(problems));

  return deepFreeze<Config>({
    audiopod: { ...audiopod, statusReadsPerMinute: env.STATUS_READS_PER_MINUTE },
    platforms,
    ...(playground && { playground }),
    store,
    dataDir: env.DATA_DIR,
    role: env.ROLE,
    http: {
      host: env.HOST,
      port: env.PORT,
      ...(env.PUBLIC_URL !== undefined && { publicUrl: env.PUBLIC_URL }),
    },
    ...(env.OWNER_TOKEN && { ownerToken: env.OWNER_TOKEN }),
    support: {
      ...(env.SUPPORT_URL !== undefined && { url: env.SUPPORT_URL }),
      ...(env.SUPPORT_EMAIL !== undefined && { email: env.SUPPORT_EMAIL }),
    },
    ...(env.METRICS_TOKEN && { metricsToken: env.METRICS_TOKEN }),
    ...(env.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined && {
      tracing: {
        endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
        ...(env.OTEL_EXPORTER_OTLP_HEADERS && { headers: env.OTEL_EXPORTER_OTLP_HEADERS }),
        serviceName: env.OTEL_SERVICE_NAME,
      },
    }),
    secretKey,
    media: {
      ...(env.FFMPEG_PATH !== undefined && { ffmpegPath: env.FFMPEG_PATH }),
      encodeConcurrency: env.ENCODE_CONCURRENCY ?? cores,
      extraHosts: env.MEDIA_HOSTS ?? [],
      maxAttachmentBytes: env.MAX_ATTACHMENT_MIB * BYTES_PER_MIB,
      maxAudioMs: env.MAX_AUDIO_MINUTES * MS_PER_MINUTE,
      uploadLimitBytes: env.UPLOAD_LIMIT_MIB * BYTES_PER_MIB,
    },
    jobs: {
      maxPerTenant: env.MAX_JOBS_PER_TENANT,
      maxPerMember: env.MAX_JOBS_PER_MEMBER,
      maxWaiting: env.MAX_WAITING_JOBS,
      retentionMs: env.JOB_RETENTION_DAYS * MS_PER_DAY,
    },
    owners: env.OWNER_IDS ?? [],
    operator: {
      ...(env.OPERATOR_NAME !== undefined && { name: env.OPERATOR_NAME }),
      ...(env.OPERATOR_CONTACT !== undefined && { contact: env.OPERATOR_CONTACT }),
    },
    tenants: env.TENANTS,
    limits: {
      operatorMonthly: env.OPERATOR_MONTHLY_LIMIT_USD,
      operatorDaily: env.OPERATOR_DAILY_LIMIT_USD,
      tenantMonthly: env.DEFAULT_MONTHLY_LIMIT_USD,
      tenantDaily: env.DEFAULT_DAILY_LIMIT_USD,
      memberDaily: env.DEFAULT_MEMBER_DAILY_LIMIT_USD,
      perJob: env.DEFAULT_JOB_LIMIT_USD,
      perLink: env.DEFAULT_LINK_LIMIT_USD,
      links: env.LINKS,
      personalMonthly: env.DEFAULT_PERSONAL_LIMIT_USD,
    },
    logLevel: env.LOG_LEVEL,
    warnings: warningsAbout(processEnv, env, audiopod),
  });
}

/** Reads each variable separately. */
function readEach(processEnv: ProcessEnvironment, problems: Problem[]): Environment {
  const texts: Record<string, string> = {};
  for (const name of Object.keys(environmentShape.shape)) {
    const text = processEnv[name]?.trim();
    if (text !== undefined && text !== '') texts[name] = text;
  }
  const first = environmentShape.safeParse(texts);
  if (first.success) return first.data;

  // Each refused value is replaced by a valid one, so that the rules across variables are checked too and the
  // bot owner reads all problems together.
  const refusedNames = new Set(first.error.issues.map((issue) => String(issue.path[0])));
  for (const name of Object.keys(environmentShape.shape).filter(isVariableName)) {
    if (!refusedNames.has(name)) continue;
    problems.push(refused(name, texts[name] ?? ''));
    const { hasDefault, fallback, example } = variableRecord(environmentShape.shape[name]);
    texts[name] = hasDefault ? fallback : example;
  }
  return environmentShape.parse(texts);
}

/** Keeps one problem per variable: that a value is refused is more useful than that it is then missing. */
function firstOfEach(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(
    (problem, index) => problems.findIndex(({ variable }) => variable === problem.variable) === index,
  );
}

function isVariableName(name: string): name is VariableName {
  return name in environmentShape.shape;
}

function readAudioPod(
  env: Environment,
  turnedOnBy: VariableName | undefined,
  problems: Problem[],
): AudioPodConfig | undefined {
  const apiKey = env.AUDIOPOD_API_KEY;
  if (env.SANDBOX ?? (turnedOnBy === undefined && apiKey === undefined)) return { sandbox: true };
  if (apiKey !== undefined) return { sandbox: false, apiKey, baseUrl: env.AUDIOPOD_BASE_URL };
  const because = turnedOnBy === undefined ? 'because SANDBOX is off' : `because ${turnedOnBy} is set`;
  problems.push(missing('AUDIOPOD_API_KEY', because));
  return undefined;
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
