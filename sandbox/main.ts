import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { type Arguments, runScript, UsageError } from '../src/command-line.ts';
import { startSandbox } from './start-sandbox.ts';

const COMMAND_LINE = {
  usage: `Usage: npm run sandbox [-- <options>]

Runs a local AudioPod that makes real sound and charges nothing.

  --host <address>          Address to listen on               (127.0.0.1)
  --port <number>           Port; 0 takes a free one           (PORT, else 8787)
  --data-dir <folder>       Where uploads and results are kept (the system's temp folder)
  --speed-up <factor>       Sandbox seconds per real second    (1; 0 freezes time)
  --balance-cents <cents>   First balance of the wallet        (5000)
  --real-mp3                A .mp3 really is one               (WAV in disguise)
  --dialect a|b|both        Which paths exist                  (both)
  -h, --help                Show this help

  FFMPEG_PATH               The ffmpeg to use (ffmpeg-static, else ffmpeg on PATH)
`,
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string' },
    'data-dir': { type: 'string', default: tmpdir() },
    'speed-up': { type: 'string', default: '1' },
    'balance-cents': { type: 'string', default: '5000' },
    'real-mp3': { type: 'boolean', default: false },
    dialect: { type: 'string', default: 'both' },
  },
} as const;

await runScript(COMMAND_LINE, start);

async function start({ values }: Arguments<typeof COMMAND_LINE.options>): Promise<void> {
  const { host, 'data-dir': dataDir } = values;
  const port = portOf(values.port);
  const sandbox = await startSandbox({
    port,
    host,
    ffmpegPath: process.env['FFMPEG_PATH'] ?? bundledFfmpeg() ?? 'ffmpeg',
    dataDir,
    speedUp: speedUp(values['speed-up']),
    balanceCents: wholeNumber('--balance-cents', values['balance-cents']),
    settings: { realMp3: values['real-mp3'], dialect: dialect(values.dialect) },
    log: (line) => process.stderr.write(`${line}\n`),
  }).catch((error: unknown) => {
    throw explained(error, { host, port, dataDir });
  });
  process.stdout.write(`AUDIOPOD_BASE_URL=${sandbox.url}\nAUDIOPOD_API_KEY=${sandbox.apiKey}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void sandbox.close());
}

function portOf(typed: string | undefined): number {
  const name = typed === undefined ? 'PORT' : '--port';
  const port = wholeNumber(name, typed ?? process.env['PORT'] ?? '8787');
  if (port > 65_535) throw new UsageError(`${name} is ${port}. Set it to a number from 0 to 65535.`);
  return port;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`${name} is “${text}”. Set it to a whole number.`);
  return Number(text);
}

function speedUp(text: string): number {
  if (!/^\d{1,6}(\.\d+)?$/.test(text)) {
    throw new UsageError(`--speed-up is “${text}”. Set it to a number such as 20 or 0.5.`);
  }
  return Number(text);
}

function dialect(text: string): 'a' | 'b' | 'both' {
  if (text === 'a' || text === 'b' || text === 'both') return text;
  throw new UsageError(`--dialect is “${text}”. Set it to a, b or both.`);
}

/** Names the option to change when the system refuses the port or the folder. */
function explained(error: unknown, typed: { host: string; port: number; dataDir: string }): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  const { code, syscall } = error;
  if (code === 'EADDRINUSE') {
    return new UsageError(`Port ${typed.port} is in use by another program. Choose another: --port 0`);
  }
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    return new UsageError(
      `The sandbox can’t listen on ${typed.host}:${typed.port} (${code}). Change --host or --port.`,
    );
  }
  if (syscall === 'mkdir' || syscall === 'mkdtemp') {
    return new UsageError(`${typed.dataDir} can’t be written (${code}). Set --data-dir to another folder.`);
  }
  return error;
}

/** Returns the binary of ffmpeg-static, if that optional dependency is installed. */
function bundledFfmpeg(): string | undefined {
  try {
    const found: unknown = createRequire(import.meta.url)('ffmpeg-static');
    return typeof found === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}
