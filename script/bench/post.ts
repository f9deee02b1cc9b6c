import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { findFfmpeg } from '../../src/core/audio/ffmpeg/find-ffmpeg.ts';
import { startPostingBot } from './posting-bot.ts';
import { type BenchRow, formatRows } from './row.ts';
import { startServerIn } from './running-program.ts';
import { type ShellUpload, shellPipeline } from './shell-pipeline.ts';
import type { Introduction } from './stations/protocol.ts';
import { startStation } from './stations/start-station.ts';
import { makeStems, STEMS } from './stems-bot.ts';
import { alternate, median, seconds } from './timing.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const ROUNDS = 5;

/**
 * Measures the time from AudioPod's "completed" to the message with the files.
 *
 * Like `deliver`, but the real Discord and Slack bots post to a fake platform in another process. The shell
 * uploads its four m4a to the same one, the way the platform requires.
 */
export async function benchPost(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'audiopod-bench-post-'));
  try {
    const ffmpegPath = await findFfmpeg({ FFMPEG_PATH: env['FFMPEG_PATH'], PATH: env['PATH'] });
    const songs = join(folder, 'songs');
    await makeStems(ffmpegPath, songs);
    await using server = await startServerIn(CHECKOUT, ['script/bench/file-server.ts', songs]);
    const rows: BenchRow[] = [];
    for (const platform of ['discord', 'slack'] as const) {
      rows.push(await measure(platform, server.url, ffmpegPath, join(folder, `shell-${platform}`)));
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  platform: 'discord' | 'slack',
  songsUrl: string,
  ffmpegPath: string,
  folder: string,
): Promise<BenchRow> {
  await using station = await startStation(platform);
  await using bot = await startPostingBot(platform, station, songsUrl, ffmpegPath);
  const shell = await shellPipeline(songsUrl, ffmpegPath, folder, UPLOADS[platform](station));
  let sounds = 0;
  /** Checks that every file reported as posted has arrived. */
  const posting = (way: () => Promise<unknown>) => async () => {
    await way();
    sounds += STEMS.length;
    await station.sounds(sounds);
  };
  const { oursMs, referenceMs } = await alternate(ROUNDS, posting(bot.post), posting(shell));
  await station.assertClean();
  const parts = [...bot.stages].map(([stage, times]) => `${stage} ${seconds(median(times))}`);
  return {
    name: `four 3-minute stems, completed to posted on ${platform}`,
    figure: `${seconds(oursMs)} (${parts.join(', ')})`,
    reference: `${seconds(referenceMs)} curl, bare ffmpeg and curl`,
    ratio: (oursMs / referenceMs).toFixed(3),
  };
}

/** Uploads all files in one request, as Discord accepts them. */
function discordUpload({ variables, channel }: Introduction): ShellUpload {
  const parts = STEMS.map((stem, index) => `-F "files[${index}]=@${stem}.m4a;type=audio/mp4"`);
  return {
    last: [
      'curl -sf -o posted -H "Authorization: Bot $DISCORD_TOKEN"',
      `-F 'payload_json={"content":"Song","allowed_mentions":{"parse":[]}};type=application/json'`,
      ...parts,
      '"$DISCORD_API_URL/v10/channels/$CHANNEL/messages"',
    ].join(' '),
    variables: { ...variables, CHANNEL: channel },
  };
}

/** Announces and sends each file by itself, then combines them into a message with one more request. */
function slackUpload({ variables, channel }: Introduction): ShellUpload {
  return {
    each: `
size=$(($(wc -c < "$stem.m4a")))
answer=$(curl -sf -H "Authorization: Bearer $SLACK_BOT_TOKEN" -d "filename=$stem.m4a" -d "length=$size" \\
  "\${SLACK_API_URL}files.getUploadURLExternal")
url=$(printf %s "$answer" | sed 's/.*"upload_url":"\\([^"]*\\)".*/\\1/')
id=$(printf %s "$answer" | sed 's/.*"file_id":"\\([^"]*\\)".*/\\1/')
curl -sf -o "$stem.answer" -H "Content-Type: audio/mp4" --data-binary "@$stem.m4a" "$url"
printf '{"id":"%s","title":"%s"}\\n' "$id" "$stem" > "$stem.id"`,
    last: `
curl -sf -H "Authorization: Bearer $SLACK_BOT_TOKEN" -d "channel_id=$CHANNEL" -d "initial_comment=Song" \\
  --data-urlencode "files=[$(cat *.id | paste -sd , -)]" "\${SLACK_API_URL}files.completeUploadExternal" \\
  | grep -q '"ok":true'`,
    variables: { ...variables, CHANNEL: channel },
  };
}

const UPLOADS = { discord: discordUpload, slack: slackUpload };

if (import.meta.main) process.stdout.write(formatRows(await benchPost()));
