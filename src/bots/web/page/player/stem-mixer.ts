import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { FileView } from '../../protocol/view.ts';
import { icon } from '../frame/icons.ts';
import { readMix } from '../server/api.ts';
import { problemText } from '../server/problem-text.ts';
import { clockTime, fileSize } from '../text/format.ts';
import type { Translate } from '../text/strings.ts';
import { onceSeen, watchAppearance } from './appearance.ts';
import { FULL, heardVolumes, type TrackLevel } from './mix-levels.ts';
import { playAlone } from './one-at-a-time.ts';
import { measurePeaks } from './peaks.ts';
import { saveFile } from './save-file.ts';
import { seekTarget } from './seek-keys.ts';
import { pointedShare } from './seek-pointer.ts';
import { SyncedTracks } from './synced-tracks.ts';
import { drawWaveform } from './waveform.ts';

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
 * and set to a volume, and what is heard can be downloaded as one file. It draws itself, so that it keeps playing
 * whatever the page around it draws.
 */
class StemMixer extends HTMLElement {
  #t: Translate = (key) => key;
  #mix: Mix | undefined;
  #sounds: SyncedTracks | undefined;
  #levels: readonly TrackLevel[] = [];
  #peaks: readonly (readonly number[] | undefined)[] = [];
  #problem: string | undefined;
  #isMixing = false;
  #connection = new AbortController();

  set t(t: Translate) {
    this.#t = t;
  }

  /** Accepts the same tracks again without interrupting them. */
  set mix(mix: Mix) {
    const shown = this.#mix;
    if (JSON.stringify(mix) === JSON.stringify(shown)) return;
    this.#mix = mix;
    if (shown?.url !== mix.url) {
      this.#sounds?.close();
      const urls = mix.tracks.map(({ url }) => url);
      this.#sounds = new SyncedTracks(urls, { onChange: this.#show, onBroken: this.#break });
      this.#levels = mix.tracks.map(() => FULL);
      this.#peaks = mix.tracks.map(({ peaks }) => peaks);
    }
    this.#show();
  }

  connectedCallback(): void {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    watchAppearance(this, this.#draw, signal);
    // Tracks far up the page are neither fetched nor decoded until the reader scrolls there.
    onceSeen(this, () => void this.#measure(), signal);
  }

  disconnectedCallback(): void {
    this.#connection.abort();
    this.#sounds?.pause();
  }

  get #seconds(): number {
    const known = Math.max(0, ...(this.#mix?.tracks ?? []).map(({ durationMs = 0 }) => durationMs / 1000));
    return this.#sounds?.length || known;
  }

  #show = (): void => {
    const sounds = this.#sounds;
    if (this.#mix === undefined || sounds === undefined) return;
    const { title, tracks } = this.#mix;
    const t = this.#t;
    const at = clockTime(sounds.seconds);
    const length = Math.round(this.#seconds);
    const end = clockTime(length);
    this.toggleAttribute('data-playing', sounds.isPlaying);
    const isSilent = heardVolumes(this.#levels).every((volume) => volume === 0);
    render(
      html`
        <div class="mixer" role="group" aria-label=${t('mixer.label', { title })}>
          ${sounds.audios}
          <div class="mixer-transport">
            <button type="button" class="icon-button player-toggle"
              aria-label=${t(sounds.isPlaying ? 'player.pause' : 'player.play', { name: title })}
              @click=${this.#playOrPause}>${icon('play')}${icon('pause')}</button>
            <div class="mixer-position" role="slider" tabindex="0"
              aria-label=${t('player.position', { name: title })} aria-valuemin="0" aria-valuemax=${length}
              aria-valuenow=${Math.round(sounds.seconds)} aria-valuetext=${t('player.time', { at, length: end })}
              @pointerdown=${this.#seekByPointer} @pointermove=${this.#seekByPointer} @keydown=${this.#seekByKey}>
              <progress max=${length} value=${sounds.seconds} aria-hidden="true"></progress>
            </div>
            <span class="player-time">${at} / ${end}</span>
          </div>
          <ul class="mixer-tracks">${tracks.map((track, index) => this.#row(track, index))}</ul>
          <div class="mixer-end">
            <button type="button" class="button" ?disabled=${this.#isMixing || isSilent} @click=${this.#download}>
              ${icon('download')}${t(this.#isMixing ? 'mixer.making' : 'mixer.download')}
            </button>
            ${this.#problem === undefined ? nothing : html`<p class="mixer-problem" role="alert">${this.#problem}</p>`}
          </div>
        </div>
      `,
      this,
    );
    this.#draw();
  };

  #row({ label, name: key, fileName, sizeBytes, url }: FileView, index: number): TemplateResult {
    const t = this.#t;
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
        <canvas class="wave mixer-wave" ?data-loading=${this.#peaks[index] === undefined}
          @pointerdown=${this.#seekByPointer} @pointermove=${this.#seekByPointer}></canvas>
        <a class="icon-button" href="${url}?download" download=${fileName}
          aria-label=${t('player.download', { name })} title="${fileName} · ${fileSize(sizeBytes)}">
          ${icon('download')}
        </a>
      </li>
    `;
  }

  #draw = (): void => {
    const seconds = this.#seconds;
    const played = seconds > 0 ? (this.#sounds?.seconds ?? 0) / seconds : 0;
    for (const [index, canvas] of this.querySelectorAll<HTMLCanvasElement>('.mixer-wave').entries()) {
      drawWaveform(canvas, this.#peaks[index], played);
    }
  };

  /** Follows the sound with every frame; its own event comes only four times a second. */
  #follow = (): void => {
    this.#draw();
    if (this.#sounds?.isPlaying && this.isConnected) requestAnimationFrame(this.#follow);
  };

  #pause = (): void => this.#sounds?.pause();

  #playOrPause = (): void => {
    if (this.#sounds?.isPlaying) {
      this.#pause();
      return;
    }
    playAlone(this.#pause);
    void this.#sounds?.play();
    this.#follow();
  };

  #set(index: number, change: Partial<TrackLevel>): void {
    this.#levels = this.#levels.map((level, at) => (at === index ? { ...level, ...change } : level));
    for (const [at, volume] of heardVolumes(this.#levels).entries()) this.#sounds?.setVolume(at, volume);
    this.#show();
  }

  #seekByPointer = (event: PointerEvent): void => {
    const share = pointedShare(event);
    if (share !== undefined) this.#sounds?.seek(share * this.#seconds);
  };

  #seekByKey = (event: KeyboardEvent): void => {
    const target = seekTarget(event.key, this.#sounds?.seconds ?? 0, this.#seconds);
    if (event.key === ' ') this.#playOrPause();
    else if (target !== undefined) this.#sounds?.seek(target);
    else return;
    event.preventDefault();
  };

  #download = async (): Promise<void> => {
    if (this.#mix === undefined || this.#isMixing) return;
    const { tracks, url } = this.#mix;
    const heard = heardVolumes(this.#levels);
    this.#isMixing = true;
    this.#problem = undefined;
    this.#show();
    try {
      const volumes = tracks.map(({ name }, index) => [name, String(heard[index] ?? 0)]);
      saveFile(await readMix(`${url}?${new URLSearchParams(volumes)}`, this.#connection.signal));
    } catch (error) {
      if (!this.#connection.signal.aborted) this.#problem = problemText(error, this.#t);
    } finally {
      this.#isMixing = false;
      this.#show();
    }
  };

  async #measure(): Promise<void> {
    for (const [index, { url, sizeBytes }] of (this.#mix?.tracks ?? []).entries()) {
      if (this.#peaks[index] !== undefined) continue;
      const measured = (await measurePeaks(url, sizeBytes)) ?? [];
      this.#peaks = this.#peaks.with(index, measured);
      this.#show();
    }
  }

  #break = (): void => {
    this.#problem = this.#t('player.broken');
    this.#show();
  };
}

function volumeOf({ currentTarget }: InputEvent): number {
  return currentTarget instanceof HTMLInputElement ? currentTarget.valueAsNumber / 100 : 1;
}

customElements.define('stem-mixer', StemMixer);
