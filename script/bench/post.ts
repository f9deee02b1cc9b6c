import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { findFfmpeg } from '../../src/core/audio/ffmpeg/find-ffmpeg.ts';
import { startPostingBot } from './posting-bot.ts';
import { type BenchRow, formatRows } from './row.ts';
import { startServerIn } from './running-program.ts';
import { SHELL_ORDERS, type ShellOrder, type ShellUpload, shellPipeline } from './shell-pipeline.ts';
import type { Introduction } from './stations/protocol.ts';
import { type RunningStation, startStation } from './stations/start-station.ts';
import { makeStems, STEMS } from './stems-bot.ts';
import { median, seconds, takeTurns } from './timing.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const ROUNDS = 5;
const ROUNDS_OVER_LINK = 3;

/** What each platform is measured with: songs, ffmpeg and a folder. */
interface Setting {
  readonly songsUrl: string;
  readonly ffmpegPath: string;
  readonly folder: string;
  readonly rounds: number;
}

/**
 * Measures the time from AudioPod's "completed" to the message with the files.
 *
 * Like `deliver`, but the real Discord and Slack bots post to a fake platform in another process. The shell
 * uploads its four m4a to the same one, the way the platform requires. First on this machine, then with songs and
 * platform at the other end of 100 Mbit/s.
 */
export async function benchPost(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'audiopod-bench-post-'));
  try {
    const ffmpegPath = await findFfmpeg({ FFMPEG_PATH: env['FFMPEG_PATH'], PATH: env['PATH'] });
    const songs = join(folder, 'songs');
    await makeStems(ffmpegPath, songs);
    await using server = await startServerIn(CHECKOUT, ['script/bench/file-server.ts', songs]);
    await using link = await startLink(server.url);
    const here = { songsUrl: server.url, ffmpegPath, folder, rounds: ROUNDS };
    const rows: BenchRow[] = [];
    for (const platform of ['discord', 'slack'] as const) {
      await using station = await startStation(platform);
      rows.push(...(await measure(platform, station, here)));
      await using uplink = await startLink(apiOf(station).origin);
      const far = { ...station, ...(await station.reachAt(uplink.url)) };
      rows.push(
        ...(await measure(platform, far, { ...here, songsUrl: link.url, rounds: ROUNDS_OVER_LINK }, true)),
      );
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts a link of 100 Mbit/s to a server. */
function startLink(url: string): ReturnType<typeof startServerIn> {
  return startServerIn(CHECKOUT, ['script/bench/shaped-link.ts', url]);
}

function apiOf({ variables }: Introduction): URL {
  const [, address = ''] = Object.entries(variables).find(([name]) => name.endsWith('_API_URL')) ?? [];
  return new URL(address);
}

async function measure(
  platform: 'discord' | 'slack',
  station: RunningStation,
  { songsUrl, ffmpegPath, folder, rounds }: Setting,
  isFar = false,
): Promise<readonly BenchRow[]> {
  await using bot = await startPostingBot(platform, station, songsUrl, ffmpegPath);
  const shellIn = (order: ShellOrder): Promise<() => Promise<void>> =>
    shellPipeline(songsUrl, ffmpegPath, join(folder, order), UPLOADS[platform](station), order);
  const orders = isFar ? SHELL_ORDERS : SHELL_ORDERS.slice(0, 1);
  const shells = await Promise.all(orders.map(shellIn));
  let sounds = await station.soundsSoFar();
  /** Checks that every file reported as posted has arrived. */
  const posting = (way: () => Promise<unknown>) => async () => {
    await way();
    sounds += STEMS.length;
    await station.sounds(sounds);
  };
  const taken = await takeTurns(rounds, [bot.post, ...shells].map(posting));
  await station.assertClean();
  const ours = taken.map(([oursMs = Number.NaN]) => oursMs);
  const parts = [...bot.stages].map(([stage, times]) => `${stage} ${seconds(median(times))}`);
  return orders.map((order, index) => {
    const theirs = taken.map((round) => round[index + 1] ?? Number.NaN);
    const pairs = ours.map((oursMs, round) => oursMs / (theirs[round] ?? Number.NaN));
    return {
      name: `four 3-minute stems, completed to posted on ${platform}${isFar ? ' at 100 Mbit/s' : ''}`,
      figure: `${seconds(Math.min(...ours))} (${parts.join(', ')})`,
      reference: `${seconds(Math.min(...theirs))} curl, bare ffmpeg and curl, ${order.replaceAll('-', ' ')}`,
      ratio: `${(Math.min(...ours) / Math.min(...theirs)).toFixed(3)}, median of pairs ${median(pairs).toFixed(3)}`,
    };
  });
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
