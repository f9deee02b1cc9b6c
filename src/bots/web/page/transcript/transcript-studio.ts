import { html, nothing, render, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import type { FileView, TranscriptLinesView, TranscriptView } from '../../protocol/view.ts';
import { composeLine, speakLine } from '../frame/compose.ts';
import { icon } from '../frame/icons.ts';
import { onceSeen } from '../player/appearance.ts';
import { TrackPlayer } from '../player/track-player.ts';
import { readTranscript, renameSpeakers } from '../server/api.ts';
import { problemText } from '../server/problem-text.ts';
import type { Translate } from '../text/strings.ts';
import { copyText } from './copy-text.ts';
import { lineAt } from './current-line.ts';
import { createReadingPosition, type ReadingPosition } from './reading-position.ts';
import { renameForm } from './rename-form.ts';
import { type Speaker, speakerTimeline } from './speaker-timeline.ts';
import { drawLines } from './transcript-lines.ts';

/** What the studio shows. */
export interface StudioContent {
  readonly title: string;
  readonly transcript: TranscriptView;
  /** The recording, if this visitor may hear it. */
  readonly source?: FileView;
}

/** Lands within the line, whatever the player rounds. */
const INTO_LINE_SECONDS = 0.02;

/**
 * Shows a transcript beside its recording, as `<transcript-studio .t=${t} .content=${content}>`: lines lead into the
 * recording and follow it, speakers get names, and every format can be downloaded.
 */
class TranscriptStudio extends HTMLElement {
  #t: Translate = (key) => key;
  #content: StudioContent | undefined;
  #loaded: TranscriptLinesView | undefined;
  #note = '';
  #isRenaming = false;
  #reading: ReadingPosition | undefined;
  #connection = new AbortController();

  set t(t: Translate) {
    this.#t = t;
  }

  set content(content: StudioContent) {
    if (JSON.stringify(content) === JSON.stringify(this.#content)) return;
    this.#content = content;
    this.#show();
  }

  connectedCallback(): void {
    this.#connection = new AbortController();
    onceSeen(this, () => void this.#load(), this.#connection.signal);
    this.#show();
  }

  disconnectedCallback(): void {
    this.#connection.abort();
    this.#reading = undefined;
  }

  async #load(): Promise<void> {
    const { signal } = this.#connection;
    if (this.#content === undefined || this.#loaded !== undefined) return;
    try {
      this.#loaded = await readTranscript(this.#content.transcript.url, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#note = problemText(error, this.#t);
    }
    this.#show();
  }

  get #speakers(): readonly Speaker[] {
    const { names = {} } = this.#content?.transcript ?? {};
    return (this.#loaded?.speakers ?? []).map(({ label, name }) => ({ label, name: names[label] ?? name }));
  }

  #show = (): void => {
    const content = this.#content;
    if (content === undefined) return;
    const t = this.#t;
    const { title, source } = content;
    const player =
      source &&
      html`<track-player class="player" .t=${t} .track=${source} @player-position=${this.#move}></track-player>`;
    const body =
      this.#loaded === undefined
        ? html`<p class="studio-note">${this.#note === '' ? t('transcript.loading') : this.#note}</p>`
        : this.#body(this.#loaded, content);
    render(
      html`
        <section class="studio" aria-label=${t('transcript.label', { title })}>${player ?? nothing}${body}</section>
      `,
      this,
    );
    this.#listen();
  };

  #body({ lines }: TranscriptLinesView, { transcript, source }: StudioContent): TemplateResult {
    const t = this.#t;
    const speakers = this.#speakers;
    const nameOf = (label: string) => speakers.find((one) => one.label === label)?.name ?? label;
    const colorOf = (label: string) => speakers.findIndex((one) => one.label === label) % 6;
    const isFollowing = this.#reading?.isFollowing ?? true;
    const actions = { save: this.#rename, cancel: () => this.#setRenaming(false) };
    return html`
      ${speakers.length > 1 ? guard([lines, transcript], () => speakerTimeline(speakers, lines, t)) : nothing}
      <div class="studio-lines">
        <ol class="studio-list" tabindex="0" aria-label=${t('transcript.label', { title: this.#content?.title ?? '' })}>
          ${guard([lines, transcript, source === undefined], () =>
            drawLines({ lines, nameOf, colorOf, ...(source && { onLine: this.#seek }) }),
          )}
        </ol>
        <button type="button" class="button studio-follow" ?hidden=${isFollowing} @click=${() => this.#reading?.follow()}>
          ${t('transcript.follow')}
        </button>
      </div>
      ${this.#isRenaming ? renameForm(speakers, t, actions) : nothing}
      <div class="studio-tools">
        <button type="button" class="button" @click=${this.#copy}>${icon('copy')}${t('transcript.copy')}</button>
        <button type="button" class="button" @click=${this.#say}>${icon('speech')}${t('transcript.sayThis')}</button>
        <button type="button" class="button" aria-expanded=${this.#isRenaming}
          ?hidden=${transcript.namesUrl === undefined || speakers.length === 0}
          @click=${() => this.#setRenaming(!this.#isRenaming)}>${icon('people')}${t('transcript.rename')}</button>
        ${transcript.formats.map(
          (format) => html`
            <a class="document" href="${transcript.url}/${format}" download
              aria-label=${t('transcript.download', { format: format.toUpperCase() })}>
              ${icon('download')}<span>${format.toUpperCase()}</span>
            </a>
          `,
        )}
        <span class="studio-note" role="status">${this.#note}</span>
      </div>
    `;
  }

  /** Listens to the list once it is drawn. */
  #listen(): void {
    const list = this.querySelector<HTMLElement>('.studio-list');
    if (list !== null) this.#reading ??= createReadingPosition(list, this.#show, this.#connection.signal);
  }

  get #player(): TrackPlayer | undefined {
    const player = this.querySelector('track-player');
    return player instanceof TrackPlayer ? player : undefined;
  }

  #move = (): void => {
    const player = this.#player;
    if (player === undefined || this.#loaded === undefined) return;
    // Before it was ever started, no line is being spoken.
    const at = player.seconds === 0 && !player.isPlaying ? -1 : lineAt(this.#loaded.lines, player.seconds);
    this.#reading?.moveTo(this.querySelectorAll('.studio-list .line')[at]);
  };

  #seek = (index: number): void => {
    const line = this.#loaded?.lines[index];
    const player = this.#player;
    if (line === undefined || player === undefined) return;
    player.seek(line.startSeconds + INTO_LINE_SECONDS);
    if (!player.isPlaying) player.play();
    this.#reading?.follow();
  };

  #copy = async (): Promise<void> => {
    const names = new Map(this.#speakers.map(({ label, name }) => [label, name]));
    const lines = (this.#loaded?.lines ?? []).map(({ speaker, text }) =>
      speaker === undefined ? text : `${names.get(speaker) ?? speaker}: ${text}`,
    );
    await copyText(lines.join('\n'));
    this.#note = this.#t('transcript.copied');
    this.#show();
  };

  #say = (): void => {
    composeLine(this, speakLine((this.#loaded?.lines ?? []).map(({ text }) => text).join(' ')));
  };

  #setRenaming(isRenaming: boolean): void {
    this.#isRenaming = isRenaming;
    this.#note = '';
    this.#show();
    if (isRenaming) this.querySelector<HTMLElement>('.speaker-form input')?.focus();
  }

  #rename = async (names: Readonly<Record<string, string>>): Promise<void> => {
    const content = this.#content;
    const { namesUrl } = content?.transcript ?? {};
    if (content === undefined || namesUrl === undefined) return;
    const originals = new Map((this.#loaded?.speakers ?? []).map(({ label, name }) => [label, name]));
    const changed = Object.fromEntries(
      Object.entries(names).filter(([label, name]) => originals.get(label) !== name),
    );
    try {
      await renameSpeakers(namesUrl, changed);
      this.content = { ...content, transcript: { ...content.transcript, names: changed } };
      this.#setRenaming(false);
    } catch (error) {
      this.#note = problemText(error, this.#t);
      this.#show();
    }
  };
}

customElements.define('transcript-studio', TranscriptStudio);
