/**
 * The data that the playground's server and its page exchange. Plain data without imports, because the page
 * is checked with the browser's types and the server with Node's. Both are one release, so the page trusts
 * these shapes.
 */

/** A button. */
export interface ActionView {
  /** What to do, and on what: sent back unchanged when the button is pressed. */
  readonly verb: string;
  readonly subject: string;
  readonly label: string;
  /** The line to put into the composer instead of sending anything. */
  readonly line?: string;
}

/** One posted file. */
export interface FileView {
  /** Whether it is audio, which has a player; other files have a link. */
  readonly isSound: boolean;
  /** The track's key, such as `vocals`, in no language; or the title the file was posted with. */
  readonly name: string;
  /** The track's name in the visitor's language. */
  readonly label?: string;
  readonly fileName: string;
  readonly url: string;
  readonly sizeBytes: number;
  readonly durationMs?: number;
  /** The loudest sample of each of many equal stretches, 0 to 1; absent where the page has to measure them. */
  readonly peaks?: readonly number[];
}

/** A transcript that was kept with a post. */
export interface TranscriptView {
  /** Where its lines are, and below it each format. */
  readonly url: string;
  readonly formats: readonly string[];
  /** What members call its speakers, by label; without those that were not renamed. */
  readonly names: Readonly<Record<string, string>>;
  /** Where speakers are renamed; absent for members who may not. */
  readonly namesUrl?: string;
}

/** The lines of a transcript. */
export interface TranscriptLinesView {
  readonly lines: readonly TranscriptLine[];
  /** In order of appearance, with their names in the visitor's language unless they were renamed. */
  readonly speakers: readonly { readonly label: string; readonly name: string }[];
}

/** One stretch of speech. */
export interface TranscriptLine {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Empty where only the speaker is known. */
  readonly text: string;
  /** The label of the speaker. */
  readonly speaker?: string;
}

/** One message of an outcome. */
export interface PostView {
  readonly id: string;
  readonly text: string;
  readonly files: readonly FileView[];
  /** Where its tracks are mixed into one file, with a volume from 0 to 1 by each track's `name`. */
  readonly mixUrl?: string;
  readonly pictureUrl?: string;
  /** Text alternative of the picture. */
  readonly pictureAlt?: string;
  readonly transcript?: TranscriptView;
}

/** One job, as its card shows it. */
export interface JobView {
  readonly id: string;
  /** Increases with every change of the record, so that a late response is recognized as older. */
  readonly version: number;
  readonly createdAtMs: number;
  readonly isMine: boolean;
  /** Whether it waits for its owner to confirm. */
  readonly isAsking: boolean;
  readonly isPrivate: boolean;
  readonly title: string;
  /** What was asked, in one sentence. */
  readonly summary: string;
  /** The job's name by its id, as in refusals and replies. */
  readonly reference: string;
  /** What was asked, as it could be typed: the command, its options, and the text, file name or address. */
  readonly asked: { readonly command: string; readonly details: readonly string[]; readonly body: string };
  /** The service, by which the history is filtered. */
  readonly service: string;
  /** A line that asks for the same again, with every option. */
  readonly line: string;
  /** Whether its file can be attached again, which only its owner may. */
  readonly hasFile: boolean;
  /** `doubt`: it is unconfirmed whether AudioPod accepted the job, and the member was notified. */
  readonly state: 'waiting' | 'running' | 'doubt' | 'done' | 'failed' | 'cancelled';
  /** The job's state in words. */
  readonly status: string;
  /** 0 to 100, while running and known. */
  readonly percent?: number;
  /** The estimate, then the cost; empty while neither is known. */
  readonly cost: string;
  readonly posts: readonly PostView[];
  /** The recording it was made of, if this visitor may hear it. */
  readonly source?: FileView;
  /** What this visitor can do with it now. */
  readonly actions: readonly ActionView[];
  /** All tracks in one zip; present when there are several. */
  readonly archiveUrl?: string;
}

/** Amounts by day, which the page draws as bars. */
export interface ChartView {
  readonly title: string;
  /** What the chart shows, in one sentence. */
  readonly alt: string;
  /** The days as people write them. */
  readonly days: readonly string[];
  /** From the bottom of each bar to its top. `color` is the same in every chart; amounts are dollars by day. */
  readonly series: readonly {
    readonly name: string;
    readonly color: number;
    readonly amounts: readonly number[];
  }[];
}

/** A voice to hear and to choose. */
export interface VoiceView {
  /** As typed after `voice:`. */
  readonly name: string;
  readonly gender?: string;
  readonly language?: string;
  readonly about?: string;
  readonly isOwn: boolean;
  /** Where a sample of it is heard, if AudioPod has one. */
  readonly sampleUrl: string;
}

/** Rows of text with column headers. */
export interface TableView {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The id of the job that each row is about, if they are about jobs. */
  readonly jobIds?: readonly string[];
}

/** An immediate reply without a job. */
export interface ReplyView {
  readonly tone: 'info' | 'refusal';
  readonly text: string;
  readonly table?: TableView;
  readonly pictureUrl?: string;
  /** Text alternative of the picture. */
  readonly pictureAlt?: string;
  /** What the page draws instead of the picture. */
  readonly chart?: ChartView;
  /** What the page draws instead of the table. */
  readonly voices?: readonly VoiceView[];
  readonly files?: readonly FileView[];
  readonly actions: readonly ActionView[];
}

/** An unprompted message to everybody who has the page open. */
export interface NoticeView {
  readonly id: string;
  readonly text: string;
}

/** The response to a call or a pressed button. */
export type AnswerView =
  | { readonly kind: 'job'; readonly job: JobView }
  | { readonly kind: 'reply'; readonly reply: ReplyView };

/** A page of the timeline, oldest first. */
export interface TimelineView {
  readonly jobs: readonly JobView[];
  /** Where the page before it ends; absent when there is none. */
  readonly earlier?: string;
}

/** A job that a search found. */
export interface FoundJobView {
  readonly id: string;
  /** What was asked, in one sentence. */
  readonly summary: string;
  readonly status: string;
  readonly state: JobView['state'];
  /** How long ago it was asked, in words. */
  readonly age: string;
}

/** The jobs that a search found, newest first. */
export interface SearchView {
  readonly jobs: readonly FoundJobView[];
  /** Whether older jobs were left out: more were found, or not all were searched. */
  readonly hasMore: boolean;
}

/** An uploaded file, to be named in a call. */
export interface UploadView {
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number;
}

/** The body of every error response. */
export interface ProblemView {
  readonly error: { readonly code: string; readonly what: string; readonly next: string };
}
