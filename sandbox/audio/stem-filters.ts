/** Passes sudden sounds and lowers sustained ones. */
const TRANSIENTS = 'agate=threshold=0.08:ratio=6:attack=1:release=80';

/** Returns a band-pass filter by its center and width in Hz. */
const band = (centreHz: number, widthHz: number) => `bandpass=f=${centreHz}:width_type=h:w=${widthHz}`;

/** Returns a filter that takes such a band away. */
const withoutBand = (centreHz: number, widthHz: number) =>
  `bandreject=f=${centreHz}:width_type=h:w=${widthHz}`;

/**
 * The ffmpeg filter chain over the stereo song that makes each stem.
 *
 * No model is involved: the stems only have to come from the song and differ from each other.
 */
export const STEM_FILTERS: ReadonlyMap<string, string> = new Map([
  ['vocals', 'highpass=f=200,lowpass=f=4000,pan=stereo|c0=0.5*c0+0.5*c1|c1=0.5*c0+0.5*c1'],
  ['no_vocals', 'asplit[a][b];[a]lowpass=f=200[low];[b]highpass=f=4000[high];[low][high]amix=inputs=2'],
  ['no_drums', 'highpass=f=100,lowpass=f=5000'],
  ['no_bass', 'highpass=f=180'],
  ['no_guitar', withoutBand(700, 600)],
  ['no_piano', withoutBand(1300, 900)],
  ['no_other', 'lowpass=f=1000'],
  ['bass', 'lowpass=f=180'],
  [
    'drums',
    `asplit[a][b];[a]lowpass=f=100[low];[b]highpass=f=5000[high];[low][high]amix=inputs=2,${TRANSIENTS}`,
  ],
  ['guitar', band(700, 600)],
  ['piano', band(1300, 900)],
  ['other', 'highpass=f=1000,lowpass=f=9000,volume=0.7'],
  ['kick', `lowpass=f=90,${TRANSIENTS}`],
  ['snare', `${band(240, 160)},${TRANSIENTS}`],
  ['hihat', 'highpass=f=7000'],
  ['cymbals', 'highpass=f=10000'],
  ['sub_bass', 'lowpass=f=55'],
  ['synth', band(3000, 2000)],
  ['toms', band(120, 80)],
  ['backing_vocals', `${band(2200, 1200)},volume=0.6`],
  ['strings', band(1900, 500)],
  ['wind', band(500, 200)],
  ['percussion', `highpass=f=3000,${TRANSIENTS}`],
]);
