import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { FileView } from '../../protocol/view.ts';
import { icon } from '../frame/icons.ts';
import { onPlaybackSettings, playbackSettings } from '../playing/playback-settings.ts';
import { forgetPlayer, type Playing, playAlone, playerChanged, playingNow } from '../playing/playing.ts';
import { settingsRow } from '../playing/settings-row.ts';
import { clockTime, fileSize } from '../text/format.ts';
import type { Translate } from '../text/strings.ts';
import { onceSeen, watchAppearance } from './appearance.ts';
import { measurePeaks } from './peaks.ts';
import { seekTarget } from './seek-keys.ts';
import { pointedShare } from './seek-pointer.ts';
import { SyncedTracks } from './synced-tracks.ts';
import { drawWaveform } from './waveform.ts';

/** The event of a player whose position has moved, with every frame while it plays. */
export const POSITION_EVENT = 'player-position';

/**
 * What all players have in common: tracks that play together, a position to move, waveforms and settings. A player
 * draws itself, so that it keeps playing whatever the page around it draws.
 */
export abstract class PlayerElement extends HTMLElement implements Playing {
  #t: Translate = (key) => key;
  #tracks: readonly FileView[] = [];
  #sounds: SyncedTracks | undefined;
  #peaks: readonly (readonly number[] | undefined)[] = [];
  #isBroken = false;
  #connection = new AbortController();

  /** What it plays, as people call it. */
  abstract get name(): string;
  /** Draws the whole player. */
  protected abstract template(): TemplateResult;

  get t(): Translate {
    return this.#t;
  }
  set t(t: Translate) {
    this.#t = t;
  }

  get element(): HTMLElement {
    return this;
  }
  get isPlaying(): boolean {
    return this.#sounds?.isPlaying ?? false;
  }
  get seconds(): number {
    return this.#sounds?.seconds ?? 0;
  }
  get length(): number {
    const known = Math.max(0, ...this.#tracks.map(({ durationMs = 0 }) => durationMs / 1000));
    return this.#sounds?.length || known;
  }

  protected get tracks(): readonly FileView[] {
    return this.#tracks;
  }
  protected get audios(): readonly HTMLAudioElement[] {
    return this.#sounds?.audios ?? [];
  }
  protected get isBroken(): boolean {
    return this.#isBroken;
  }
  /** Aborts once it leaves the page. */
  protected get signal(): AbortSignal {
    return this.#connection.signal;
  }

  /** Sets what it plays. The same files again don't interrupt it. */
  protected useTracks(tracks: readonly FileView[]): void {
    const earlier = this.#tracks;
    this.#tracks = tracks;
    const isSame =
      tracks.length === earlier.length && tracks.every(({ url }, at) => url === earlier[at]?.url);
    if (!isSame) {
      this.#sounds?.close();
      this.#isBroken = false;
      this.#sounds = new SyncedTracks(
        tracks.map(({ url }) => url),
        { onChange: this.show, onBroken: () => this.onBroken() },
      );
      this.#peaks = tracks.map(({ peaks }) => peaks);
      this.#applySettings();
    }
    this.show();
  }

  connectedCallback(): void {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    watchAppearance(this, this.#draw, signal);
    onPlaybackSettings(this.#applySettings, signal);
    // Tracks far up the page are neither fetched nor decoded until the reader scrolls there.
    onceSeen(this, () => void this.#measure(), signal);
  }

  disconnectedCallback(): void {
    this.#connection.abort();
    this.pause();
    forgetPlayer(this);
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  play(): void {
    if (this.#isBroken) return;
    playAlone(this);
    void this.#sounds?.play();
    this.#follow();
  }

  pause(): void {
    this.#sounds?.pause();
  }

  seek(seconds: number): void {
    this.#sounds?.seek(Math.min(Math.max(0, seconds), this.length));
  }

  /** Sets a track’s volume among the others, 0 to 1. */
  protected setTrackVolume(index: number, volume: number): void {
    this.#sounds?.setVolume(index, volume);
  }

  protected readonly show = (): void => {
    if (this.#sounds === undefined) return;
    this.toggleAttribute('data-playing', this.isPlaying);
    this.toggleAttribute('data-broken', this.#isBroken);
    render(this.template(), this);
    this.#draw();
    playerChanged(this);
  };

  protected toggleButton(): TemplateResult {
    const label = this.t(this.isPlaying ? 'player.pause' : 'player.play', { name: this.name });
    return html`
      <button type="button" class="icon-button player-toggle" ?disabled=${this.#isBroken} aria-label=${label}
        @click=${() => this.toggle()}>
        ${icon('play')}${icon('pause')}
      </button>
    `;
  }

  /** Draws `content` as a slider for the position. */
  protected positionSlider(className: string, content: unknown): TemplateResult {
    const { at, end } = this.#times();
    return html`
      <div class=${className} role="slider" tabindex=${this.#isBroken ? nothing : 0}
        aria-label=${this.t('player.position', { name: this.name })} aria-valuemin="0"
        aria-valuemax=${Math.round(this.length)} aria-valuenow=${Math.round(this.seconds)}
        aria-valuetext=${this.t('player.time', { at, length: end })} aria-disabled=${this.#isBroken ? 'true' : nothing}
        @pointerdown=${this.seekByPointer} @pointermove=${this.seekByPointer} @keydown=${this.#seekByKey}>
        ${content}
      </div>
    `;
  }

  protected timeText(): TemplateResult {
    const { at, end } = this.#times();
    return html`<span class="player-time">${at} / ${end}</span>`;
  }

  protected downloadLink({ label, name: key, fileName, sizeBytes, url }: FileView): TemplateResult {
    const name = label ?? key;
    return html`
      <a class="icon-button" href="${url}?download" download=${fileName}
        aria-label=${this.t('player.download', { name })} title="${fileName} · ${fileSize(sizeBytes)}">
        ${icon('download')}
      </a>
    `;
  }

  /** Speed and volume, on the player that was started last. */
  protected settings(): TemplateResult | typeof nothing {
    return playingNow() === this ? settingsRow(this.t) : nothing;
  }

  /** Whether the waveform of a track is still to be measured. */
  protected isMeasuring(index: number): boolean {
    return this.#peaks[index] === undefined;
  }

  protected readonly seekByPointer = (event: PointerEvent): void => {
    const share = pointedShare(event);
    if (share !== undefined && !this.#isBroken) this.seek(share * this.length);
  };

  #seekByKey = (event: KeyboardEvent): void => {
    const target = seekTarget(event.key, this.seconds, this.length);
    if (event.key === ' ') this.toggle();
    else if (target !== undefined) this.seek(target);
    else return;
    event.preventDefault();
  };

  #times(): { readonly at: string; readonly end: string } {
    return { at: clockTime(this.seconds), end: clockTime(Math.round(this.length)) };
  }

  #draw = (): void => {
    const played = this.length > 0 ? this.seconds / this.length : 0;
    for (const [index, canvas] of this.querySelectorAll<HTMLCanvasElement>('canvas.wave').entries()) {
      drawWaveform(canvas, this.#peaks[index], played);
    }
    this.dispatchEvent(new Event(POSITION_EVENT));
  };

  /** Follows the sound with every frame; its own event comes only four times a second. */
  #follow = (): void => {
    this.#draw();
    if (this.isPlaying && this.isConnected) requestAnimationFrame(this.#follow);
  };

  #applySettings = (): void => {
    this.#sounds?.apply(playbackSettings());
    this.show();
  };

  async #measure(): Promise<void> {
    for (const [index, { url, sizeBytes }] of this.#tracks.entries()) {
      if (this.#peaks[index] !== undefined) continue;
      const measured = (await measurePeaks(url, sizeBytes)) ?? [];
      if (this.#tracks[index]?.url !== url) return;
      this.#peaks = this.#peaks.with(index, measured);
      this.show();
    }
  }

  /** Called when a track can't be played. */
  protected onBroken(): void {
    this.#isBroken = true;
    this.show();
  }
}
