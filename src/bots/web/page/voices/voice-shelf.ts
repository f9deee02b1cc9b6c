import { html, nothing, render, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { VoiceView } from '../../protocol/view.ts';
import { composeLine } from '../frame/compose.ts';
import { icon } from '../frame/icons.ts';
import { playbackSettings } from '../playing/playback-settings.ts';
import { type Playing, playAlone } from '../playing/playing.ts';
import type { Translate } from '../text/strings.ts';

/**
 * Lets people hear voices and choose one, as `<voice-shelf .t=${t} .voices=${voices}>`: a sample of each, what is known
 * of it, filters, and a button that puts it into the composer.
 */
class VoiceShelf extends HTMLElement {
  readonly #audio = new Audio();
  #t: Translate = (key) => key;
  #voices: readonly VoiceView[] = [];
  #search = '';
  #gender = '';
  #language = '';
  /** The voice whose sample was started last, and whether there was none. */
  #heard: VoiceView | undefined;
  #isMissing = false;

  readonly #playing: Playing = playingSample(this, this.#audio, () => this.#heard?.name ?? '');

  set t(t: Translate) {
    this.#t = t;
  }

  set voices(voices: readonly VoiceView[]) {
    this.#voices = voices;
    this.#show();
  }

  connectedCallback(): void {
    this.#audio.addEventListener('play', this.#show);
    this.#audio.addEventListener('pause', this.#show);
    this.#audio.addEventListener('ended', this.#show);
    this.#audio.addEventListener('error', this.#miss);
    this.#show();
  }

  disconnectedCallback(): void {
    this.#audio.pause();
  }

  #show = (): void => {
    const t = this.#t;
    const found = this.#voices.filter((voice) => this.#fits(voice));
    const genders = distinct(this.#voices.map(({ gender }) => gender));
    const languages = distinct(this.#voices.map(({ language }) => language));
    render(
      html`
        <section class="voices" aria-label=${t('voices.label')}>
          <div class="voices-filter">
            <input type="search" aria-label=${t('voices.search')} placeholder=${t('voices.search')}
              @input=${(event: InputEvent) => this.#filter({ search: chosen(event) })}>
            ${choice(t('voices.anyGender'), genders, (gender) => this.#filter({ gender }))}
            ${choice(t('voices.anyLanguage'), languages, (language) => this.#filter({ language }))}
          </div>
          <p class="voices-count" role="status">
            ${found.length === 0 ? t('voices.none') : t('voices.count', { count: found.length })}
          </p>
          <ul class="voices-list">${repeat(
            found,
            ({ sampleUrl }) => sampleUrl,
            (voice) => this.#row(voice),
          )}</ul>
        </section>
      `,
      this,
    );
  };

  #row(voice: VoiceView): TemplateResult {
    const t = this.#t;
    const { name, gender, language, about, isOwn } = voice;
    const isPlaying = this.#heard === voice && !this.#audio.paused;
    const facts = [language, gender, isOwn ? t('voices.own') : undefined, about].filter(
      (fact) => fact !== undefined,
    );
    const missing = this.#heard === voice && this.#isMissing;
    return html`
      <li class="voice" ?data-playing=${isPlaying}>
        <button type="button" class="icon-button player-toggle"
          aria-label=${t(isPlaying ? 'player.pause' : 'player.play', { name: t('voices.hear', { name }) })}
          @click=${() => this.#hear(voice)}>${icon('play')}${icon('pause')}</button>
        <div class="voice-text">
          <p class="voice-name">${name}</p>
          <p class="voice-facts">${facts.join(' · ')}</p>
          ${missing ? html`<p class="voice-facts voice-problem" role="alert">${t('voices.noSample')}</p>` : nothing}
        </div>
        <button type="button" class="button" aria-label=${t('voices.useNamed', { name })} @click=${() => this.#use(voice)}>
          ${t('voices.use')}
        </button>
      </li>
    `;
  }

  #fits({ name, about = '', gender, language }: VoiceView): boolean {
    const isGender = this.#gender === '' || gender === this.#gender;
    const isLanguage = this.#language === '' || language === this.#language;
    return isGender && isLanguage && `${name}\n${about}`.toLowerCase().includes(this.#search);
  }

  #filter(change: { readonly search?: string; readonly gender?: string; readonly language?: string }): void {
    this.#search = change.search?.trim().toLowerCase() ?? this.#search;
    this.#gender = change.gender ?? this.#gender;
    this.#language = change.language ?? this.#language;
    this.#show();
  }

  #hear(voice: VoiceView): void {
    if (this.#heard === voice && !this.#audio.paused) {
      this.#audio.pause();
      return;
    }
    if (this.#heard !== voice) this.#audio.src = voice.sampleUrl;
    this.#heard = voice;
    this.#isMissing = false;
    playAlone(this.#playing);
    this.#playing.toggle();
    this.#show();
  }

  #miss = (): void => {
    this.#isMissing = true;
    this.#show();
  };

  #use({ name }: VoiceView): void {
    composeLine(this, `/tts voice:${/\s/.test(name) ? `"${name}"` : name} `);
  }
}

/** Lets a sample be the one that plays, so that it and the players pause each other. */
function playingSample(element: HTMLElement, audio: HTMLAudioElement, nameOf: () => string): Playing {
  return {
    get name() {
      return nameOf();
    },
    get isPlaying() {
      return !audio.paused;
    },
    get seconds() {
      return audio.currentTime;
    },
    get length() {
      return Number.isFinite(audio.duration) ? audio.duration : 0;
    },
    element,
    toggle() {
      audio.volume = playbackSettings().volume;
      // A missing sample is reported by the event, and pausing too soon is no failure.
      if (audio.paused) audio.play().catch(() => {});
      else audio.pause();
    },
    pause: () => audio.pause(),
    seek(seconds) {
      audio.currentTime = Math.max(0, seconds);
    },
  };
}

function choice(
  any: string,
  values: readonly string[],
  choose: (value: string) => void,
): TemplateResult | typeof nothing {
  if (values.length < 2) return nothing;
  return html`
    <select aria-label=${any} @change=${(event: Event) => choose(chosen(event))}>
      <option value="">${any}</option>
      ${values.map((value) => html`<option value=${value}>${value}</option>`)}
    </select>
  `;
}

function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))].toSorted();
}

function chosen({ currentTarget }: Event): string {
  return currentTarget instanceof HTMLInputElement || currentTarget instanceof HTMLSelectElement
    ? currentTarget.value
    : '';
}

customElements.define('voice-shelf', VoiceShelf);
