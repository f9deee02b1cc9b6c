import { html, type TemplateResult } from 'lit-html';
import type { FileView } from '../../protocol/view.ts';
import { PlayerElement } from './player-element.ts';

/**
 * Plays one track, as `<track-player .t=${t} .track=${file}>`: a button, a waveform to seek in, the time and the
 * download.
 */
export class TrackPlayer extends PlayerElement {
  set track(track: FileView) {
    this.useTracks([track]);
  }

  get name(): string {
    const [track] = this.tracks;
    return track?.label ?? track?.name ?? '';
  }

  protected template(): TemplateResult {
    const [track] = this.tracks;
    const wave = this.isBroken
      ? this.t('player.broken')
      : html`<canvas class="wave" ?data-loading=${this.isMeasuring(0)}></canvas>`;
    return html`
      ${this.audios}
      ${this.toggleButton()}
      <span class="player-name">${this.name}</span>
      ${this.positionSlider('player-slider', wave)}
      ${this.timeText()}
      ${track === undefined ? '' : this.downloadLink(track)}
      ${this.settings()}
    `;
  }
}

customElements.define('track-player', TrackPlayer);
