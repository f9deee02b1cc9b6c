import { html, nothing, render } from 'lit-html';
import { icon } from '../frame/icons.ts';
import { clockTime } from '../text/format.ts';
import type { Translate } from '../text/strings.ts';
import { forgetPlayer, onPlaying, type Playing, playingNow } from './playing.ts';
import { settingsRow } from './settings-row.ts';

/** What covers the end of the page; a player behind it is out of sight. */
const DOCK_MARGIN = '-56px 0px -96px 0px';

/**
 * Stays on the page while the player that was started last is scrolled out of it, as `<mini-player .t=${t}>`: what
 * plays, a button to pause it, speed and volume, and the way back.
 */
class MiniPlayer extends HTMLElement {
  #t: Translate = (key) => key;
  #watched: Playing | undefined;
  #isSeen = true;
  #connection = new AbortController();
  readonly #sight = new IntersectionObserver(([entry]) => this.#see(entry?.isIntersecting ?? true), {
    rootMargin: DOCK_MARGIN,
  });

  set t(t: Translate) {
    this.#t = t;
  }

  connectedCallback(): void {
    this.#connection = new AbortController();
    onPlaying(this.#show, this.#connection.signal);
    this.#show();
  }

  disconnectedCallback(): void {
    this.#connection.abort();
    this.#sight.disconnect();
  }

  #see(isSeen: boolean): void {
    this.#isSeen = isSeen;
    this.#show();
  }

  #show = (): void => {
    const player = playingNow();
    if (player !== this.#watched) {
      this.#sight.disconnect();
      this.#watched = player;
      this.#isSeen = true;
      if (player !== undefined) this.#sight.observe(player.element);
    }
    const shown = this.#isSeen ? undefined : player;
    this.toggleAttribute('data-playing', shown?.isPlaying ?? false);
    render(shown === undefined ? nothing : this.#template(shown), this);
  };

  #template(player: Playing) {
    const t = this.#t;
    const { name, seconds, length, isPlaying } = player;
    const showPlayer = () => player.element.scrollIntoView({ block: 'center' });
    return html`
      <section class="mini" aria-label=${t('player.nowPlaying')}>
        <button type="button" class="icon-button player-toggle" aria-label=${t(isPlaying ? 'player.pause' : 'player.play', { name })}
          @click=${() => player.toggle()}>${icon('play')}${icon('pause')}</button>
        <button type="button" class="mini-name" title=${t('player.show')} @click=${showPlayer}>${name}</button>
        <span class="player-time">${clockTime(seconds)} / ${clockTime(Math.round(length))}</span>
        ${settingsRow(t)}
        <button type="button" class="icon-button" aria-label=${t('player.close')} @click=${() => forgetPlayer(player)}>
          ${icon('close')}
        </button>
        <progress class="mini-progress" max=${length || 1} value=${seconds} aria-hidden="true"></progress>
      </section>
    `;
  }
}

customElements.define('mini-player', MiniPlayer);
