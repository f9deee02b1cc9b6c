import { html, type TemplateResult } from 'lit-html';
import type { FileView } from '../../protocol/view.ts';
import { PlayerElement } from './player-element.ts';

/** What is compared: one recording before and after something was done to it. */
export interface Comparison {
  readonly title: string;
  readonly before: FileView;
  readonly after: FileView;
}

const AFTER = 1;

/**
 * Plays a recording before and after at one position, as `<compare-player .t=${t} .comparison=${comparison}>`: both
 * play all the time, and the switch only changes which one is heard. Where the browser can't play the original, the
 * result is left.
 */
class ComparePlayer extends PlayerElement {
  #comparison: Comparison | undefined;
  #heard = AFTER;

  set comparison(comparison: Comparison) {
    const { before, after } = comparison;
    const isSame = this.#comparison?.before.url === before.url && this.#comparison.after.url === after.url;
    this.#comparison = comparison;
    if (isSame) this.show();
    else {
      this.useTracks([before, after]);
      this.#hear(AFTER);
    }
  }

  get name(): string {
    return this.#comparison?.title ?? '';
  }

  protected override onBroken(): void {
    const { after } = this.#comparison ?? {};
    const [before] = this.audios;
    if (after === undefined || this.tracks.length === 1 || before?.error === null) super.onBroken();
    else this.useTracks([after]);
  }

  protected template(): TemplateResult {
    const { t } = this;
    const content = this.isBroken
      ? t('player.broken')
      : html`<progress max=${this.length || 1} value=${this.seconds} aria-hidden="true"></progress>`;
    return html`
      <div class="compare" role="group" aria-label=${t('compare.label', { title: this.name })}>
        ${this.audios}
        <div class="mixer-transport">
          ${this.toggleButton()} ${this.positionSlider('mixer-position', content)} ${this.timeText()}
        </div>
        <ul class="compare-tracks" aria-label=${t('compare.choose')}>
          ${this.tracks.map((track, index) => this.#row(track, index))}
        </ul>
        ${this.settings()}
      </div>
    `;
  }

  #row(track: FileView, index: number): TemplateResult {
    const isAfter = this.tracks.length === 1 || index === AFTER;
    const name = this.t(isAfter ? 'compare.after' : 'compare.before');
    const isHeard = this.tracks.length === 1 || index === this.#heard;
    return html`
      <li class="compare-track" ?data-heard=${isHeard}>
        <button type="button" class="compare-switch" aria-pressed=${isHeard} @click=${() => this.#hear(index)}>
          ${name}
        </button>
        <canvas class="wave compare-wave" ?data-loading=${this.isMeasuring(index)}
          @pointerdown=${this.seekByPointer} @pointermove=${this.seekByPointer}></canvas>
        ${this.downloadLink({ ...track, label: name })}
      </li>
    `;
  }

  #hear(heard: number): void {
    this.#heard = heard;
    for (const index of this.tracks.keys()) this.setTrackVolume(index, index === heard ? 1 : 0);
    this.show();
  }
}

customElements.define('compare-player', ComparePlayer);
