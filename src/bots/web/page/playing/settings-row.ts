import { html, type TemplateResult } from 'lit-html';
import { icon } from '../frame/icons.ts';
import type { Translate } from '../text/strings.ts';
import { changePlayback, playbackSettings, SPEEDS } from './playback-settings.ts';

/** Draws the speed and the volume, which are the same for all players. */
export function settingsRow(t: Translate): TemplateResult {
  const { speed, volume } = playbackSettings();
  const percent = Math.round(volume * 100);
  const speeds = SPEEDS.map(
    (one) =>
      html`<option value=${one} .selected=${one === speed}>${t('player.times', { speed: one })}</option>`,
  );
  return html`
    <div class="player-settings">
      <select class="player-speed" aria-label=${t('player.speed')} @change=${chooseSpeed}>${speeds}</select>
      <label class="player-volume">
        ${icon('volume')}
        <input type="range" min="0" max="100" .value=${String(percent)} aria-label=${t('player.volume')}
          aria-valuetext=${t('mixer.percent', { percent })} @input=${chooseVolume}>
      </label>
    </div>
  `;
}

function chooseSpeed({ currentTarget }: Event): void {
  if (currentTarget instanceof HTMLSelectElement) changePlayback({ speed: Number(currentTarget.value) });
}

function chooseVolume({ currentTarget }: Event): void {
  if (currentTarget instanceof HTMLInputElement)
    changePlayback({ volume: currentTarget.valueAsNumber / 100 });
}
