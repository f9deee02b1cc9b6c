import { html, nothing, type TemplateResult } from 'lit-html';
import type { FileView } from '../../protocol/view.ts';
import { icon } from '../frame/icons.ts';
import { readMix } from '../server/api.ts';
import { problemText } from '../server/problem-text.ts';
import { FULL, heardVolumes, type TrackLevel } from './mix-levels.ts';
import { PlayerElement } from './player-element.ts';
import { saveFile } from './save-file.ts';

/** What the mixer plays. */
export interface Mix {
  readonly title: string;
  /** At least two tracks of one recording. */
  readonly tracks: readonly FileView[];
  /** Where the server makes one file of them. */
  readonly url: string;
}

/**
 * Plays the stems of a recording together, as `<stem-mixer .t=${t} .mix=${mix}>`: each can be muted, heard alone
 * and set to a volume, and what is heard can be downloaded as one file.
 */
class StemMixer extends PlayerElement {
  #mix: Mix | undefined;
  #levels: readonly TrackLevel[] = [];
  #problem: string | undefined;
  #isMixing = false;

  /** Accepts the same tracks again without interrupting them. */
  set mix(mix: Mix) {
    if (mix.url !== this.#mix?.url) this.#levels = mix.tracks.map(() => FULL);
    this.#mix = mix;
    this.useTracks(mix.tracks);
  }

  get name(): string {
    return this.#mix?.title ?? '';
  }

  protected template(): TemplateResult {
    const t = this.t;
    const isSilent = heardVolumes(this.#levels).every((volume) => volume === 0);
    const problem = this.#problem ?? (this.isBroken ? t('player.broken') : undefined);
    const progress = html`<progress max=${this.length} value=${this.seconds} aria-hidden="true"></progress>`;
    return html`
      <div class="mixer" role="group" aria-label=${t('mixer.label', { title: this.name })}>
        ${this.audios}
        <div class="mixer-transport">
          ${this.toggleButton()} ${this.positionSlider('mixer-position', progress)} ${this.timeText()}
        </div>
        <ul class="mixer-tracks">${this.tracks.map((track, index) => this.#row(track, index))}</ul>
        <div class="mixer-end">
          <button type="button" class="button" ?disabled=${this.#isMixing || isSilent} @click=${this.#download}>
            ${icon('download')}${t(this.#isMixing ? 'mixer.making' : 'mixer.download')}
          </button>
          ${problem === undefined ? nothing : html`<p class="mixer-problem" role="alert">${problem}</p>`}
        </div>
        ${this.settings()}
      </div>
    `;
  }

  #row(track: FileView, index: number): TemplateResult {
    const { label, name: key } = track;
    const t = this.t;
    const name = label ?? key;
    const { volume, isMuted, isSolo } = this.#levels[index] ?? FULL;
    const isHeard = (heardVolumes(this.#levels)[index] ?? 0) > 0;
    const percent = Math.round(volume * 100);
    return html`
      <li class="mixer-track" data-stem=${key.toLowerCase()} ?data-silent=${!isHeard}>
        <span class="player-name">${name}</span>
        <span class="mixer-switches">
          <button type="button" class="mixer-switch" aria-pressed=${isMuted} title=${t('mixer.mute', { name })}
            aria-label=${t('mixer.mute', { name })} @click=${() => this.#set(index, { isMuted: !isMuted })}>
            ${icon('mute')}
          </button>
          <button type="button" class="mixer-switch" aria-pressed=${isSolo} title=${t('mixer.solo', { name })}
            aria-label=${t('mixer.solo', { name })} @click=${() => this.#set(index, { isSolo: !isSolo })}>
            ${icon('solo')}
          </button>
        </span>
        <input type="range" class="mixer-volume" min="0" max="100" .value=${String(percent)}
          aria-label=${t('mixer.volume', { name })} aria-valuetext=${t('mixer.percent', { percent })}
          @input=${(event: InputEvent) => this.#set(index, { volume: volumeOf(event) })}>
        <canvas class="wave mixer-wave" ?data-loading=${this.isMeasuring(index)}
          @pointerdown=${this.seekByPointer} @pointermove=${this.seekByPointer}></canvas>
        ${this.downloadLink(track)}
      </li>
    `;
  }

  #set(index: number, change: Partial<TrackLevel>): void {
    this.#levels = this.#levels.map((level, at) => (at === index ? { ...level, ...change } : level));
    for (const [at, volume] of heardVolumes(this.#levels).entries()) this.setTrackVolume(at, volume);
    this.show();
  }

  #download = async (): Promise<void> => {
    if (this.#mix === undefined || this.#isMixing) return;
    const { tracks, url } = this.#mix;
    const heard = heardVolumes(this.#levels);
    this.#isMixing = true;
    this.#problem = undefined;
    this.show();
    try {
      const volumes = tracks.map(({ name }, index) => [name, String(heard[index] ?? 0)]);
      saveFile(await readMix(`${url}?${new URLSearchParams(volumes)}`, this.signal));
    } catch (error) {
      if (!this.signal.aborted) this.#problem = problemText(error, this.t);
    } finally {
      this.#isMixing = false;
      this.show();
    }
  };
}

function volumeOf({ currentTarget }: InputEvent): number {
  return currentTarget instanceof HTMLInputElement ? currentTarget.valueAsNumber / 100 : 1;
}

customElements.define('stem-mixer', StemMixer);
