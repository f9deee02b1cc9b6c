import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Turn } from '../../../src/core/model/job/provider-job.ts';
import { COLOUR, seriesColour } from '../../../src/core/pictures/picture-card.ts';
import {
  drawTimeline,
  MAX_SPEAKERS,
  speakersOf,
  timeline,
} from '../../../src/core/pictures/timeline-picture.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import { createSoundFolder, type SoundFolder } from '../../fixtures/audio.ts';

/** Where the time runs from and to, and where the first row is and how far the next, in pixels. */
const LEFT = 236;
const RIGHT = 1_152;
const FIRST_ROW = 56;
const ROW_PITCH = 66;

function turn(speaker: string, startSeconds: number, endSeconds: number): Turn {
  return { speaker, startSeconds, endSeconds };
}

/** The colour of the picture at a moment in a speaker's row. */
async function colourAt(turns: readonly Turn[], seconds: number, row: number): Promise<string> {
  const image = await loadImage(await drawTimeline(turns));
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const end = Math.max(...turns.map(({ endSeconds }) => endSeconds));
  const x = Math.round(LEFT + (seconds / end) * (RIGHT - LEFT));
  const [red = 0, green = 0, blue = 0] = context.getImageData(x, FIRST_ROW + row * ROW_PITCH, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

describe('the picture of who speaks when', () => {
  const TALK = [turn('SPEAKER_01', 0, 10), turn('SPEAKER_00', 10, 25), turn('SPEAKER_01', 30, 40)];
  let folder: SoundFolder;
  before(async () => {
    folder = await createSoundFolder();
  });
  after(() => folder[Symbol.asyncDispose]());

  it('gives the one who speaks first the first row, and everyone a colour of their own', async () => {
    assert.deepEqual(speakersOf(TALK), ['SPEAKER_01', 'SPEAKER_00']);
    assert.notEqual(seriesColour(0), seriesColour(1));
    for (const [seconds, row, colour] of [
      [5, 0, seriesColour(0)],
      [35, 0, seriesColour(0)],
      [17, 0, COLOUR.lane],
      [17, 1, seriesColour(1)],
      [5, 1, COLOUR.lane],
      [27, 1, COLOUR.lane],
    ] as const) {
      assert.equal(await colourAt(TALK, seconds, row), colour, `${seconds} s, row ${row}`);
    }
  });

  it('shows even a word in an hour', async () => {
    const turns = [turn('A', 0, 3_600), turn('B', 1_800, 1_800.1)];
    const image = await loadImage(await drawTimeline(turns));
    const context = createCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    const middle = Math.round((LEFT + RIGHT) / 2);
    const { data } = context.getImageData(middle - 3, FIRST_ROW + ROW_PITCH, 6, 1);
    const [red = 0] = [...data].filter((_, index) => index % 4 === 0).toSorted((a, b) => b - a);
    assert.ok(red > 0x60, 'a bar stands out from its row');
  });

  it('draws a dozen speakers and no more, each on the card', async () => {
    const heights = await Promise.all(
      [1, MAX_SPEAKERS, MAX_SPEAKERS + 8].map(async (count) => {
        const turns = Array.from({ length: count }, (_, index) => turn(`SPEAKER_${index}`, index, index + 1));
        const { width, height } = await loadImage(await drawTimeline(turns));
        assert.equal(width, 1_200);
        return height;
      }),
    );
    const [one = 0, dozen = 0, more = 0] = heights;
    assert.equal(dozen - one, (MAX_SPEAKERS - 1) * ROW_PITCH);
    assert.equal(more, dozen);
  });

  it('holds hours of talk and names of any length in any script', async () => {
    const turns = Array.from({ length: 150_000 }, (_, index) =>
      turn(index % 2 === 0 ? '很长的名字'.repeat(40) : 'B', index / 3, (index + 1) / 3),
    );
    const picture = await timeline(
      silentLog,
      turns,
      join(folder.path, 'long.png'),
      new AbortController().signal,
    );
    assert.ok(picture !== undefined && picture.sizeBytes < 300_000, `${picture?.sizeBytes} bytes`);
  });

  it('is not there where nobody speaks', async () => {
    const path = join(folder.path, 'none.png');
    assert.equal(await timeline(silentLog, [], path, new AbortController().signal), undefined);
    assert.deepEqual((await folder.names()).includes('none.png'), false);
  });
});
