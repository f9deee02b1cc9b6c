/**
 * What the server of the playground and its page tell each other. Plain data without imports, because the page is checked
 * with the browser's types and the server with Node's. Both are one release, so the page trusts these shapes.
 */

/** A button. */
export interface ActionView {
  /** What to do, and what with: handed back as it is when the button is pressed. */
  readonly verb: string;
  readonly subject: string;
  readonly label: string;
}

/** One posted file. */
export interface FileView {
  /** A sound has a player, any other file a link. */
  readonly isSound: boolean;
  /** The sound's own name, such as `vocals`, in no language; or the title the file was posted with. */
  readonly name: string;
  /** What a sound is called in the language of whoever asked. */
  readonly label?: string;
  readonly fileName: string;
  readonly url: string;
  readonly sizeBytes: number;
  readonly durationMs?: number;
}

/** One message of an outcome. */
export interface PostView {
  readonly id: string;
  readonly text: string;
  readonly files: readonly FileView[];
  readonly pictureUrl?: string;
  /** What the picture shows, for those who cannot see it. */
  readonly pictureAlt?: string;
}

/** One job, as one card shows it. */
export interface JobView {
  readonly id: string;
  /** Rises with every change of the record, so that an answer that comes late is known for old. */
  readonly version: number;
  readonly createdAtMs: number;
  readonly isMine: boolean;
  /** It waits for its owner's answer. */
  readonly isAsking: boolean;
  readonly isPrivate: boolean;
  readonly title: string;
  /** What was asked, in one sentence. */
  readonly summary: string;
  /** The job by its id, as refusals and replies name it. */
  readonly reference: string;
  /** What was asked, as it could be typed: the command, its options, and the text, file name or address. */
  readonly asked: { readonly command: string; readonly details: readonly string[]; readonly body: string };
  /** `doubt`: nobody knows yet whether AudioPod took the job, and the person was told so. */
  readonly state: 'waiting' | 'running' | 'doubt' | 'done' | 'failed' | 'cancelled';
  /** Where the job is, in words. */
  readonly status: string;
  /** 0 to 100, while running and known. */
  readonly percent?: number;
  /** What it may cost, or did; empty while nothing is known. */
  readonly cost: string;
  readonly posts: readonly PostView[];
  /** What this visitor can do about it now. */
  readonly actions: readonly ActionView[];
  /** All sounds in one zip; present when there are several. */
  readonly archiveUrl?: string;
}

/** Words at once, with no job. */
export interface ReplyView {
  readonly tone: 'info' | 'refusal';
  readonly text: string;
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly pictureUrl?: string;
  /** What the picture shows, for those who cannot see it. */
  readonly pictureAlt?: string;
  readonly files?: readonly FileView[];
  readonly actions: readonly ActionView[];
}

/** Words of the bot's own accord, to everybody who looks. */
export interface NoticeView {
  readonly id: string;
  readonly text: string;
}

/** The answer to a call or a pressed button. */
export type AnswerView =
  | { readonly kind: 'job'; readonly job: JobView }
  | { readonly kind: 'reply'; readonly reply: ReplyView };

/** One value the command menu offers for an option. */
export interface ChoiceView {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** One option of a command, as the command menu needs it. */
export interface OptionView {
  readonly name: string;
  readonly kind: string;
  readonly description: string;
  readonly required: boolean;
  readonly choices?: readonly ChoiceView[];
  readonly min?: number;
  readonly max?: number;
  /** Typed without its name: `/tts Hello`. */
  readonly isBare: boolean;
}

/** One field for what nobody else may see. */
export interface SecretView {
  readonly name: string;
  readonly description: string;
  readonly maxLength?: number;
}

/** One command, as the command menu needs it. */
export interface CommandView {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly description: string;
  /** Exactly one of `action` and `subcommands` is there. */
  readonly action?: { readonly options: readonly OptionView[]; readonly secrets?: readonly SecretView[] };
  readonly subcommands?: readonly {
    readonly name: string;
    readonly description: string;
    readonly options: readonly OptionView[];
    readonly secrets?: readonly SecretView[];
  }[];
}

/** Everything the page needs to begin. */
export interface SessionView {
  readonly locale: 'en' | 'zh-CN';
  readonly words: Readonly<Record<string, string>>;
  readonly commands: readonly CommandView[];
  readonly maxAttachmentBytes: number;
  /** Nothing real is made or charged. */
  readonly isSandbox: boolean;
}

/** What has been spent, and under which limits, in one line; empty when it cannot be told. */
export interface BudgetView {
  readonly line: string;
}

/** What a line would cost if it were sent now. */
export interface EstimateView {
  /** Absent when it cannot be known before the job has begun. */
  readonly cost?: string;
  /** More than one job may cost, so it would be refused. */
  readonly isTooMuch: boolean;
}

/** A page of the timeline, oldest first. */
export interface TimelineView {
  readonly jobs: readonly JobView[];
  readonly hasEarlier: boolean;
}

/** A file the server took in, to be named in a call. */
export interface UploadView {
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number;
}

/** The body of every answer that is not the one asked for. */
export interface ProblemView {
  readonly error: { readonly code: string; readonly what: string; readonly next: string };
}
