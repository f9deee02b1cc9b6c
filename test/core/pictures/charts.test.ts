import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { microDollarsOf } from '../../../src/core/model/money/money.ts';
import { createCharts } from '../../../src/core/pictures/charts.ts';
import { COLOUR, seriesColour } from '../../../src/core/pictures/picture-card.ts';
import { drawSpending, type Spending } from '../../../src/core/pictures/spending-chart.ts';
import { drawTimeline } from '../../../src/core/pictures/timeline-picture.ts';
import { drawWaveform } from '../../../src/core/pictures/waveform-picture.ts';
import { type LogFields, silentLog } from '../../../src/core/ports/log.ts';

const DAYS = ['2026-11-21', '2026-11-22', '2026-11-23'];

function spending(amounts: readonly (readonly number[])[], change: Partial<Spending> = {}): Spending {
  return {
    locale: 'en',
    title: 'Spent',
    days: DAYS,
    series: amounts.map((own, colour) => ({
      name: `Series ${colour}`,
      colour,
      amounts: own.map(microDollarsOf),
    })),
    ...change,
  };
}

/** The colours in a column of the picture, from top to bottom, each once. */
async function coloursAt(picture: Buffer, share: number): Promise<readonly string[]> {
  const image = await loadImage(picture);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(Math.round(image.width * share), 0, 1, image.height);
  const colours = Array.from({ length: image.height }, (_, y) => {
    const [red = 0, green = 0, blue = 0] = data.slice(y * 4, y * 4 + 3);
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  });
  return [...new Set(colours)];
}

describe('the chart of what was spent', () => {
  it('stacks the services of a day, each in its own colour', async () => {
    const picture = await drawSpending(
      spending([
        [1_000_000, 0, 0],
        [2_000_000, 0, 500_000],
      ]),
    );
    const stacked = await coloursAt(picture, 0.24);
    assert.ok(
      stacked.indexOf(seriesColour(1)) < stacked.indexOf(seriesColour(0)),
      'the first is at the bottom',
    );
    const empty = await coloursAt(picture, 0.55);
    assert.ok(![0, 1].some((index) => empty.includes(seriesColour(index))));
    const alone = await coloursAt(picture, 0.84);
    assert.deepEqual(
      [0, 1].map((index) => alone.includes(seriesColour(index))),
      [false, true],
    );
    assert.ok(alone.includes(COLOUR.card));
  });

  it('is as wide as the other pictures and small, also with every service on ninety days', async () => {
    const days = Array.from({ length: 90 }, (_, index) =>
      new Date(Date.UTC(2026, 8, index)).toISOString().slice(0, 10),
    );
    const many = Array.from({ length: 8 }, (_, index) =>
      days.map((_day, at) => (index * at * 12_345) % 900_001),
    );
    const picture = await drawSpending(spending(many, { days }));
    assert.equal((await loadImage(picture)).width, 1_200);
    assert.ok(picture.length < 300_000, `${picture.length} bytes`);
  });

  it('is not worth a failure', async () => {
    const warnings: (readonly [string, LogFields])[] = [];
    const log = { ...silentLog, warn: (fields: LogFields, event: string) => warnings.push([event, fields]) };
    const broken = { ...spending([[1]]), days: ['yesterday'] };
    assert.equal(await createCharts(log).spending(broken), undefined);
    assert.deepEqual(
      warnings.map(([event]) => event),
      ['picture-not-drawn'],
    );
  });
});

describe('Chinese in pictures', () => {
  // A character without a glyph is a box, as the first one here, which no font has; and boxes all look the same.
  const draw: Readonly<Record<string, (word: string) => Promise<Buffer>>> = {
    'the title of a chart': (title) => drawSpending(spending([[1]], { title })),
    'the name of a sound': (name) => drawWaveform([{ name, durationMs: 1_000, peaks: [0.5] }]),
    'the name of a speaker': (speaker) => drawTimeline([{ speaker, startSeconds: 0, endSeconds: 1 }]),
  };
  for (const [where, picture] of Object.entries(draw)) {
    it(`is drawn as ${where}, the rare as well as the common`, async () => {
      const pictures = await Promise.all(['\u{e123}', '音', '乐', '轨', '繁', '鼯', '，'].map(picture));
      assert.equal(new Set(pictures.map((bytes) => bytes.toString('base64'))).size, pictures.length);
    });
  }
});
