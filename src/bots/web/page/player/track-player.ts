import { html, nothing, render } from 'lit-html';
import { createRef, ref } from 'lit-html/directives/ref.js';
import type { FileView } from '../../protocol/view.ts';
import { icon } from '../frame/icons.ts';
import { clockTime, fileSize } from '../text/format.ts';
import type { Translate } from '../text/strings.ts';
import { onceSeen, watchAppearance } from './appearance.ts';
import { playAlone } from './one-at-a-time.ts';
import { measurePeaks } from './peaks.ts';
import { seekTarget } from './seek-keys.ts';
import { pointedShare } from './seek-pointer.ts';
import { drawWaveform } from './waveform.ts';

/**
 * Plays one track, as `<track-player .t=${t} .track=${file}>`: a button, a waveform to seek in, the time and the
 * download. It draws itself, so that it keeps playing whatever the page around it draws.
 */
class TrackPlayer extends HTMLElement {
  readonly #audio = new Audio();
  readonly #canvas = createRef<HTMLCanvasElement>();
  #t: Translate = (key) => key;
  #track: FileView | undefined;
  #peaks: readonly number[] | undefined;
  #isBroken = false;
  #connection = new AbortController();

  set t(t: Translate) {
    this.#t = t;
  }

  /** Accepts the same track again without interrupting it. */
  set track(track: FileView) {
    const shown = this.#track;
    if (JSON.stringify(track) === JSON.stringify(shown)) return;
    this.#track = track;
    this.#peaks ??= track.peaks;
    if (track.url !== shown?.url) {
      this.#audio.preload = 'metadata';
      this.#audio.src = track.url;
    }
    this.#show();
  }

  connectedCallback(): void {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    const audio = this.#audio;
    audio.addEventListener('play', this.#start, { signal });
    for (const event of ['play', 'pause', 'timeupdate', 'loadedmetadata', 'seeked', 'ended']) {
      audio.addEventListener(event, this.#show, { signal });
    }
    audio.addEventListener('error', () => this.#fail(), { signal });
    watchAppearance(this, this.#draw, signal);
    // Tracks far up the page are neither fetched nor decoded until the reader scrolls there.
    onceSeen(this, () => void this.#measure(), signal);
  }

  disconnectedCallback(): void {
    this.#connection.abort();
  }

  get #seconds(): number {
    const { duration } = this.#audio;
    return Number.isFinite(duration) ? duration : (this.#track?.durationMs ?? 0) / 1000;
  }

  #show = (): void => {
    if (this.#track === undefined) return;
    const { label: name = this.#track.name, fileName, sizeBytes, url } = this.#track;
    const t = this.#t;
    const audio = this.#audio;
    const at = clockTime(audio.currentTime);
    const length = Math.round(this.#seconds);
    const end = clockTime(length);
    this.toggleAttribute('data-playing', !audio.paused);
    this.toggleAttribute('data-broken', this.#isBroken);
    render(
      html`
        ${audio}
        <button type="button" class="icon-button player-toggle" ?disabled=${this.#isBroken}
          aria-label=${t(audio.paused ? 'player.play' : 'player.pause', { name })} @click=${this.#playOrPause}>
          ${icon('play')}${icon('pause')}
        </button>
        <span class="player-name">${name}</span>
        <div class="player-slider" role="slider" tabindex=${this.#isBroken ? nothing : 0}
          aria-label=${t('player.position', { name })} aria-valuemin="0" aria-valuemax=${length}
          aria-valuenow=${Math.round(audio.currentTime)} aria-valuetext=${t('player.time', { at, length: end })}
          @pointerdown=${this.#seekByPointer} @pointermove=${this.#seekByPointer} @keydown=${this.#seekByKey}>
          ${this.#isBroken ? t('player.broken') : html`<canvas class="wave" ?data-loading=${this.#peaks === undefined} ${ref(this.#canvas)}></canvas>`}
        </div>
        <span class="player-time">${at} / ${end}</span>
        <a class="icon-button" href="${url}?download" download=${fileName}
          aria-label=${t('player.download', { name })} title="${fileName} · ${fileSize(sizeBytes)}">
          ${icon('download')}
        </a>
      `,
      this,
    );
    this.#draw();
  };

  #draw = (): void => {
    const canvas = this.#canvas.value;
    const seconds = this.#seconds;
    if (canvas === undefined) return;
    drawWaveform(canvas, this.#peaks, seconds > 0 ? this.#audio.currentTime / seconds : 0);
  };

  /** Follows the audio with every frame; its own event comes only four times a second. */
  #follow = (): void => {
    this.#draw();
    if (!this.#audio.paused && this.isConnected) requestAnimationFrame(this.#follow);
  };

  #start = (): void => {
    playAlone(this.#pause);
    this.#follow();
  };

  #pause = (): void => this.#audio.pause();

  #playOrPause = (): void => {
    if (this.#audio.paused) this.#audio.play().catch((error: unknown) => this.#fail(error));
    else this.#audio.pause();
  };

  #seek(seconds: number): void {
    this.#audio.currentTime = Math.min(Math.max(0, seconds), this.#seconds);
    this.#show();
  }

  #seekByPointer = (event: PointerEvent): void => {
    const share = pointedShare(event);
    if (share !== undefined) this.#seek(share * this.#seconds);
  };

  #seekByKey = (event: KeyboardEvent): void => {
    const target = seekTarget(event.key, this.#audio.currentTime, this.#seconds);
    if (event.key === ' ') this.#playOrPause();
    else if (target !== undefined) this.#seek(target);
    else return;
    event.preventDefault();
  };

  async #measure(): Promise<void> {
    if (this.#track === undefined || this.#peaks !== undefined) return;
    this.#peaks = (await measurePeaks(this.#track.url, this.#track.sizeBytes)) ?? [];
    this.#show();
  }

  #fail(error?: unknown): void {
    // Pausing before the audio has started rejects the promise of play(); that is no failure.
    if (error instanceof DOMException && error.name === 'AbortError') return;
    this.#isBroken = true;
    this.#show();
  }
}

customElements.define('track-player', TrackPlayer);
