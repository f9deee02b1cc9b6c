import type { Locale } from '../../../src/core/model/locale.ts';
import { microDollarsOf } from '../../../src/core/model/money/money.ts';
import { SERVICES } from '../../../src/core/model/service.ts';
import { drawSpending } from '../../../src/core/pictures/spending-chart.ts';
import { MAX_LANES } from '../../../src/core/pictures/waveform-picture.ts';
import { soundWords } from '../../../src/core/text/en/sounds.ts';
import { translate } from '../../../src/core/text/words.ts';
import { picturePanel } from '../draw/panels.ts';
import { exhibits, type Section } from '../exhibit.ts';
import { dataUri } from '../sample/data-uri.ts';
import { pictureAt, sampleTurns, timelineOf, waveformOf } from '../sample/pictures.ts';

type Draw = (locale: Locale) => Promise<string>;

const SOUNDS = Object.keys(soundWords).map((key) => key.slice('sound.'.length));

const PICTURES: Readonly<Record<string, Draw>> = {
  'waveform: one sound': waveform(['speech']),
  'waveform: before and after': waveform(['before', 'denoised']),
  'waveform: four stems': waveform(['vocals', 'drums', 'bass', 'other']),
  'waveform: as many as are drawn': waveform(SOUNDS.slice(0, MAX_LANES)),
  'timeline: one speaker': timeline(1),
  'timeline: three speakers': timeline(3),
  'timeline: more than fit': timeline(14),
  'spending: one day': spending(1, 3),
  'spending: 30 days': spending(30, SERVICES.length),
  'spending: 90 days': spending(90, 4),
};

/** Shows the pictures alone, at their full width. */
export async function pictures(): Promise<Section> {
  const shown = await exhibits(PICTURES, async (draw, locale, name) => [
    picturePanel(await draw(locale), name),
  ]);
  return {
    id: 'pictures',
    title: 'Pictures',
    about: 'Waveforms, timelines and the spending chart, drawn from made-up figures.',
    exhibits: shown,
  };
}

function waveform(names: readonly string[]): Draw {
  return async (locale) => pictureAt((await waveformOf(names, locale)).path);
}

function timeline(speakers: number): Draw {
  return async (locale) => pictureAt((await timelineOf(sampleTurns(speakers, locale))).path);
}

function spending(days: number, services: number): Draw {
  return async (locale) => {
    const dates = Array.from({ length: days }, (_, index) =>
      new Date(Date.UTC(2026, 10, 30 - (days - 1 - index))).toISOString().slice(0, 10),
    );
    const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
    const [from = '', to = ''] = [dates[0], dates.at(-1)].map((day = '') => format.format(Date.parse(day)));
    const png = await drawSpending({
      locale,
      title: translate(locale, 'usage.chart.title', { from, to, spent: '$12.40' }),
      days: dates,
      series: SERVICES.slice(0, services).map((service, colour) => ({
        name: `${translate(locale, `choice.service.${service}`)} $1.20`,
        colour,
        amounts: dates.map((_, day) => microDollarsOf(10_000 * ((day * (colour + 3) + colour * 5) % 23))),
      })),
    });
    return dataUri('image/png', png);
  };
}
