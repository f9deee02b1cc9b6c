/** Above this difference, tracks are set to one position again; below, the later one catches up. */
const JUMP_SECONDS = 0.25;
/** Nobody hears two stems of a song this far apart. */
const TOGETHER_SECONDS = 0.004;
/** How much faster or slower a track may play to catch up: less than a third of a semitone. */
const MAX_BEND = 0.02;
/** In how many seconds a difference is to be gone. */
const CATCH_UP_SECONDS = 0.5;
const CHECK_EVERY_MS = 200;
/** Fades a change of volume, which would click otherwise. */
const FADE_SECONDS = 0.015;

/** What {@link SyncedTracks} reports. */
export interface SyncedEvents {
  /** Playing, position or length changed. */
  onChange(): void;
  /** A track can’t be played. */
  onBroken(): void;
}

/**
 * Plays tracks of one recording together, each at a volume of its own. They stream, so that an hour of music needs
 * no more memory than a minute; a track that falls behind the first catches up within half a second.
 */
export class SyncedTracks {
  /** The tracks in the order given. They belong into the page, where browsers can suspend them with it. */
  readonly audios: readonly HTMLAudioElement[];
  readonly #events: SyncedEvents;
  readonly #volumes: number[];
  #graph: { readonly context: AudioContext; readonly gains: readonly GainNode[] } | undefined;
  #isWanted = false;
  /** Counts the starts and stops; a start that waited for data and was overtaken by another does nothing. */
  #turn = 0;
  #check: ReturnType<typeof setInterval> | undefined;

  constructor(urls: readonly string[], events: SyncedEvents) {
    this.#events = events;
    this.#volumes = urls.map(() => 1);
    this.audios = urls.map((url) => {
      const audio = new Audio();
      audio.preload = 'metadata';
      audio.src = url;
      audio.preservesPitch = false;
      audio.addEventListener('loadedmetadata', events.onChange);
      audio.addEventListener('timeupdate', events.onChange);
      audio.addEventListener('error', this.#fail);
      audio.addEventListener('waiting', this.#wait);
      audio.addEventListener('ended', () => this.#end(audio));
      return audio;
    });
  }

  /** Whether it plays, or waits for data to go on. */
  get isPlaying(): boolean {
    return this.#isWanted;
  }

  /** The position in seconds. */
  get seconds(): number {
    return this.audios[0]?.currentTime ?? 0;
  }

  /** Length of the longest track in seconds; 0 until known. */
  get length(): number {
    return Math.max(0, ...this.audios.map(({ duration }) => (Number.isFinite(duration) ? duration : 0)));
  }

  /** Sets a track’s volume, 0 to 1. */
  setVolume(index: number, volume: number): void {
    this.#volumes[index] = volume;
    const { context, gains } = this.#graph ?? {};
    if (context !== undefined)
      gains?.[index]?.gain.setTargetAtTime(volume, context.currentTime, FADE_SECONDS);
  }

  /** Begins where it was paused, or at the start after the end. */
  async play(): Promise<void> {
    const last = this.length;
    this.#isWanted = true;
    this.#connect();
    if (last > 0 && this.seconds >= last - 0.05) this.#place(0);
    await this.#resume();
  }

  pause = (): void => {
    this.#isWanted = false;
    this.#halt();
  };

  /** Moves every track to a position in seconds. */
  seek(seconds: number): void {
    this.#place(Math.min(Math.max(0, seconds), this.length));
    if (this.#isWanted) void this.#resume();
    this.#events.onChange();
  }

  /** Ends it for good. */
  close(): void {
    this.pause();
    void this.#graph?.context.close();
  }

  /** Connects the tracks to their volumes. Browsers allow that only once someone has pressed play. */
  #connect(): void {
    if (this.#graph !== undefined) return;
    const context = new AudioContext();
    const gains = this.audios.map((audio, index) => {
      const gain = new GainNode(context, { gain: this.#volumes[index] ?? 1 });
      context.createMediaElementSource(audio).connect(gain).connect(context.destination);
      return gain;
    });
    this.#graph = { context, gains };
  }

  #place(seconds: number): void {
    for (const audio of this.audios) audio.currentTime = seconds;
  }

  /** Starts all tracks in one moment, once each has data at one position. */
  async #resume(): Promise<void> {
    this.#halt();
    const at = this.seconds;
    for (const audio of this.audios) {
      audio.preload = 'auto';
      if (audio.currentTime !== at) audio.currentTime = at;
    }
    const turn = this.#turn;
    await Promise.all(this.audios.map(isReady));
    if (turn !== this.#turn) return;
    try {
      await this.#graph?.context.resume();
      await Promise.all(this.audios.map((audio) => audio.play()));
      clearInterval(this.#check);
      this.#check = setInterval(this.#align, CHECK_EVERY_MS);
    } catch (error) {
      // Pausing before a track has started rejects its play(), which is no failure.
      if (!(error instanceof DOMException && error.name === 'AbortError')) this.#fail();
    }
    this.#events.onChange();
  }

  #halt(): void {
    this.#turn += 1;
    clearInterval(this.#check);
    for (const audio of this.audios) {
      audio.pause();
      audio.playbackRate = 1;
    }
    this.#events.onChange();
  }

  #align = (): void => {
    const at = this.seconds;
    for (const audio of this.audios.slice(1)) {
      const late = at - audio.currentTime;
      if (audio.ended) continue;
      if (Math.abs(late) > JUMP_SECONDS) audio.currentTime = at;
      const bend = Math.abs(late) < TOGETHER_SECONDS ? 0 : late / CATCH_UP_SECONDS;
      audio.playbackRate = 1 + Math.min(Math.max(bend, -MAX_BEND), MAX_BEND);
    }
  };

  /** One track has run out of data: the others wait for it. */
  #wait = (): void => {
    if (this.#isWanted && !this.audios.some(({ seeking }) => seeking)) void this.#resume();
  };

  #end(audio: HTMLAudioElement): void {
    // The longest ends last.
    if (audio.currentTime >= this.length - 0.05) this.pause();
  }

  #fail = (): void => {
    this.pause();
    this.#events.onBroken();
  };
}

/** Resolves once a track can play at its position, or never will. */
function isReady(audio: HTMLAudioElement): Promise<void> {
  return new Promise((resolve) => {
    const stopped = new AbortController();
    const look = (): void => {
      const canPlay = audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA && !audio.seeking;
      if (!canPlay && audio.error === null && !audio.ended) return;
      stopped.abort();
      resolve();
    };
    for (const event of ['canplay', 'seeked', 'error', 'ended']) {
      audio.addEventListener(event, look, { signal: stopped.signal });
    }
    look();
  });
}
