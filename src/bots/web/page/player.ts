import type { FileView } from '../view.ts';
import { el, icon } from './dom.ts';
import { drawWaveform, measurePeaks } from './waveform.ts';
import { clockTime, fileSize, type Say } from './words.ts';

const SMALL_STEP_SECONDS = 5;
const LARGE_STEP_SECONDS = 30;

/** The one that sounds; starting another pauses it. */
let playing: HTMLAudioElement | undefined;

/** One sound: play, a waveform to seek in, the time, and the download. */
export function createPlayer(file: FileView, say: Say): HTMLElement {
  const { label: name = file.name } = file;
  const audio = el('audio', { src: file.url, preload: 'metadata' });
  const toggle = el(
    'button',
    { type: 'button', class: 'icon-button player-toggle' },
    icon('play'),
    icon('pause'),
  );
  const canvas = el('canvas', { class: 'wave' });
  const slider = el(
    'div',
    {
      class: 'player-slider',
      role: 'slider',
      tabindex: 0,
      'aria-label': say('player.position', { name }),
      'aria-valuemin': 0,
    },
    canvas,
  );
  const time = el('span', { class: 'player-time' });
  const download = el('a', {
    class: 'icon-button',
    href: `${file.url}?download`,
    download: file.fileName,
    'aria-label': say('player.download', { name }),
    title: `${file.fileName} · ${fileSize(file.sizeBytes)}`,
  });
  download.append(icon('download'));
  const element = el(
    'li',
    { class: 'player', 'data-stem': file.name.split(' ')[0]?.toLowerCase() },
    audio,
    toggle,
    el('span', { class: 'player-name' }, name),
    slider,
    time,
    download,
  );
  let peaks: readonly number[] | undefined;

  const length = () => (Number.isFinite(audio.duration) ? audio.duration : (file.durationMs ?? 0) / 1000);

  function draw(): void {
    drawWaveform(canvas, peaks, length() > 0 ? audio.currentTime / length() : 0);
  }

  function show(): void {
    const at = clockTime(audio.currentTime);
    const end = clockTime(Math.round(length()));
    time.textContent = `${at} / ${end}`;
    slider.setAttribute('aria-valuemax', String(Math.round(length())));
    slider.setAttribute('aria-valuenow', String(Math.round(audio.currentTime)));
    slider.setAttribute('aria-valuetext', say('player.time', { at, length: end }));
    const label = say(audio.paused ? 'player.play' : 'player.pause', { name });
    toggle.setAttribute('aria-label', label);
    element.toggleAttribute('data-playing', !audio.paused);
    draw();
  }

  // The media event comes four times a second; while it plays, the picture moves with every frame.
  function follow(): void {
    draw();
    if (!audio.paused && element.isConnected) requestAnimationFrame(follow);
  }

  function seek(seconds: number): void {
    audio.currentTime = Math.min(Math.max(0, seconds), length());
    show();
  }

  function playOrPause(): void {
    if (audio.paused) audio.play().catch(fail);
    else audio.pause();
  }

  function fail(error?: unknown): void {
    // Pausing before the sound has begun ends the promise of play(); nothing is wrong then.
    if (error instanceof DOMException && error.name === 'AbortError') return;
    element.setAttribute('data-broken', '');
    toggle.disabled = true;
    slider.replaceChildren(say('player.broken'));
    slider.removeAttribute('tabindex');
  }

  toggle.addEventListener('click', playOrPause);
  audio.addEventListener('play', () => {
    if (playing !== audio) playing?.pause();
    playing = audio;
    follow();
  });
  for (const event of ['play', 'pause', 'timeupdate', 'loadedmetadata', 'seeked', 'ended']) {
    audio.addEventListener(event, show);
  }
  audio.addEventListener('error', () => fail());

  slider.addEventListener('pointerdown', (event) => {
    slider.setPointerCapture(event.pointerId);
    seekTo(event);
  });
  slider.addEventListener('pointermove', (event) => {
    if (slider.hasPointerCapture(event.pointerId)) seekTo(event);
  });
  function seekTo(event: PointerEvent): void {
    const { left, width } = canvas.getBoundingClientRect();
    seek(((event.clientX - left) / width) * length());
  }
  slider.addEventListener('keydown', (event) => {
    const target = keyTarget(event.key, audio.currentTime, length());
    if (event.key === ' ') playOrPause();
    else if (target !== undefined) seek(target);
    else return;
    event.preventDefault();
  });

  new ResizeObserver(draw).observe(canvas);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  whenSeen(element, () => {
    void measurePeaks(file.url, file.sizeBytes).then((measured) => {
      peaks = measured;
      draw();
    });
  });
  show();
  return element;
}

function keyTarget(key: string, at: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return at + SMALL_STEP_SECONDS;
    case 'ArrowLeft':
    case 'ArrowDown':
      return at - SMALL_STEP_SECONDS;
    case 'PageUp':
      return at + LARGE_STEP_SECONDS;
    case 'PageDown':
      return at - LARGE_STEP_SECONDS;
    case 'Home':
      return 0;
    case 'End':
      return length;
    default:
      return undefined;
  }
}

/** Sounds far up the page are neither fetched nor decoded until somebody scrolls there. */
function whenSeen(element: Element, act: () => void): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    act();
  });
  observer.observe(element);
}
