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

/** Tracks this close to their end count as ended. */
const END_SECONDS = 0.05;

/** What {@link SyncedTracks} reports. */
export interface SyncedEvents {
  /** Playing, position or length changed. */
  onChange(): void;
  /** A track can’t be played. */
  onBroken(): void;
}

/** Where several tracks are mixed, each through its own gain and all through one. */
interface Graph {
  readonly context: AudioContext;
  readonly gains: readonly GainNode[];
  readonly all: GainNode;
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
  #graph: Graph | undefined;
  #volume = 1;
  #speed = 1;
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
    if (this.#graph !== undefined) fadeTo(this.#graph.gains[index], volume);
  }

  /** Sets how loud, 0 to 1, and how fast all of it is played. */
  apply({ volume, speed }: { readonly volume: number; readonly speed: number }): void {
    this.#volume = volume;
    this.#speed = speed;
    if (this.#graph !== undefined) fadeTo(this.#graph.all, volume);
    for (const audio of this.audios) {
      if (this.#graph === undefined) audio.volume = volume;
      audio.playbackRate = speed;
      // Catching up bends the pitch less than anyone hears. A chosen speed must not change it.
      audio.preservesPitch = speed !== 1;
    }
  }

  /** Begins where it was paused, or at the start after the end. */
  async play(): Promise<void> {
    const last = this.length;
    this.#isWanted = true;
    this.#connect();
    if (last > 0 && this.seconds >= last - END_SECONDS) this.#place(0);
    await this.#resume();
  }

  pause = (): void => {
    this.#isWanted = false;
    this.#halt();
  };

  /** Moves every track to a position in seconds. */
  seek(seconds: number): void {
    // Before the length is known, the browser remembers where to begin.
    this.#place(Math.min(Math.max(0, seconds), this.length || Number.POSITIVE_INFINITY));
    if (this.#isWanted) void this.#resume();
    this.#events.onChange();
  }

  /** Ends it for good. */
  close(): void {
    this.pause();
    void this.#graph?.context.close();
  }

  /**
   * Connects the tracks to their volumes. Browsers allow that only once someone has pressed play. A single track has
   * no need of it.
   */
  #connect(): void {
    if (this.#graph !== undefined || this.audios.length < 2) return;
    const context = new AudioContext();
    const all = new GainNode(context, { gain: this.#volume });
    all.connect(context.destination);
    const gains = this.audios.map((audio, index) => {
      const gain = new GainNode(context, { gain: this.#volumes[index] ?? 1 });
      audio.volume = 1;
      context.createMediaElementSource(audio).connect(gain).connect(all);
      return gain;
    });
    this.#graph = { context, gains, all };
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
      audio.playbackRate = this.#speed;
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
      audio.playbackRate = this.#speed * (1 + Math.min(Math.max(bend, -MAX_BEND), MAX_BEND));
    }
  };

  /** One track has run out of data: the others wait for it. */
  #wait = (): void => {
    if (this.#isWanted && !this.audios.some(({ seeking }) => seeking)) void this.#resume();
  };

  #end(audio: HTMLAudioElement): void {
    // The longest ends last.
    if (audio.currentTime >= this.length - END_SECONDS) this.pause();
  }

  #fail = (): void => {
    this.pause();
    this.#events.onBroken();
  };
}

/** Changes a volume without a click. */
function fadeTo(node: GainNode | undefined, volume: number): void {
  node?.gain.setTargetAtTime(volume, node.context.currentTime, FADE_SECONDS);
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
