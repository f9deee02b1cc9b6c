import type { Locale } from '../../src/core/model/locale.ts';
import type { World } from '../fakes/world.ts';

/** A file on disk that a member hands over. */
export interface Handed {
  readonly path: string;
  /** As the member called it. */
  readonly name: string;
  /** As the member's machine calls it, right or wrong. */
  readonly mimeType: string;
}

/** One request as a member means it; each platform sends it in its own way. */
export interface Ask {
  readonly command: string;
  readonly subcommand?: string;
  /** Option values by name. `text` is what follows the options in a typed line. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  readonly file?: Handed & { readonly option: string };
  /** What is filled into a form that nobody else sees, by option. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A file as a member gets it. */
export interface ShownFile {
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
  /** What stands for a picture where it cannot be seen; `undefined` where the platform shows no such words. */
  readonly alt: string | undefined;
}

/** One message of the bot, freed of everything a platform adds to it. */
export interface Shown {
  /** What is to be read, without markup: one line for each line, and one for each row of a table. */
  readonly text: string;
  readonly sounds: readonly ShownFile[];
  /** Files to be read, such as transcripts. */
  readonly documents: readonly ShownFile[];
  readonly pictures: readonly ShownFile[];
  /** What is written on the buttons. */
  readonly buttons: readonly string[];
  readonly audience: 'everyone' | 'asker';
}

/** What comes of one request. */
export interface Exchange {
  /** Resolves once the bot has said something more than that it heard. */
  answered(): Promise<void>;
  /** Everything the bot has shown the member since they asked, in order and as it is now. */
  shown(): Promise<readonly Shown[]>;
  /** Presses the one button of this name. @throws {Error} when there is no such button. */
  press(label: string): Promise<Exchange>;
}

/** Someone who uses the bot. */
export interface Person {
  readonly locale: Locale;
  ask(ask: Ask): Promise<Exchange>;
  /** Has the sound in a message taken apart, without a word typed. */
  splitStems(song: Handed): Promise<Exchange>;
}

/** One platform with the whole bot behind it: real core, store, sandbox and ffmpeg. */
export interface Chat extends AsyncDisposable {
  readonly world: World;
  readonly hasVoiceMessages: boolean;
  /** Who pays for everybody here. */
  readonly tenant: string;
  person(locale: Locale): Promise<Person>;
  /** Ends the bot and its engine, and starts others on the same record. */
  restart(): Promise<void>;
  /** @throws {Error} with everything the real platform would not have taken. */
  assertClean(): void;
}
