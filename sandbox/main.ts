import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { startSandbox } from './start-sandbox.ts';

const USAGE = `A local AudioPod.

  --host <address>         address to listen on              (127.0.0.1)
  --data-dir <folder>      where uploads and results lie     (the system's temp folder)
  --speed-up <factor>      sandbox seconds per real second   (1; 0 freezes time)
  --balance-cents <cents>  first balance of the wallet       (5000)
  --real-mp3               a .mp3 really is one              (WAV in disguise)
  --dialect a|b|both       which paths exist                 (both)
  --help

Environment: PORT (default 8787; 0 takes a free one), FFMPEG_PATH.
`;

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    'data-dir': { type: 'string', default: tmpdir() },
    'speed-up': { type: 'string', default: '1' },
    'balance-cents': { type: 'string', default: '5000' },
    'real-mp3': { type: 'boolean', default: false },
    dialect: { type: 'string', default: 'both' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(USAGE);
} else {
  const sandbox = await startSandbox({
    port: wholeNumber('PORT', process.env['PORT'] ?? '8787'),
    host: values.host,
    ffmpegPath: process.env['FFMPEG_PATH'] ?? bundledFfmpeg() ?? 'ffmpeg',
    dataDir: values['data-dir'],
    speedUp: Number(values['speed-up']),
    balanceCents: wholeNumber('--balance-cents', values['balance-cents']),
    settings: { realMp3: values['real-mp3'], dialect: dialect(values.dialect) },
    log: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`AUDIOPOD_BASE_URL=${sandbox.url}\nAUDIOPOD_API_KEY=${sandbox.apiKey}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void sandbox.close());
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`${name} must be a whole number, not "${text}"`);
  return Number(text);
}

function dialect(text: string): 'a' | 'b' | 'both' {
  if (text === 'a' || text === 'b' || text === 'both') return text;
  throw new Error(`--dialect must be a, b or both, not "${text}"`);
}

/** The binary of ffmpeg-static, where that optional dependency is installed. */
function bundledFfmpeg(): string | undefined {
  try {
    const found: unknown = createRequire(import.meta.url)('ffmpeg-static');
    return typeof found === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}
