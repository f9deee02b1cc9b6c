import type { Action, RunPath } from '../../core/model/job/action.ts';
import type { Job } from '../../core/model/job/job.ts';
import type { OutgoingFile } from '../../core/model/job/job-files.ts';
import type { Voice } from '../../core/model/job/provider-job.ts';
import type { JobRequest } from '../../core/model/job/request.ts';
import type { Spending } from '../../core/pictures/spending-chart.ts';

/** Rows of text with column headers. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The same rows for a list without column headers, where a value alone would say nothing. */
  readonly listed?: readonly (readonly string[])[];
  /** The id of the job that each row is about, for platforms that can lead there. */
  readonly jobIds?: readonly string[];
}

/** A file made for a reply, whole and in memory. */
export interface ReplyFile extends Omit<OutgoingFile, 'path'> {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A value that can be chosen from a list, or completes what is typed. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** What readers may choose of a list's rows: choosing one runs a command with it. */
export interface Chooser {
  readonly command: string;
  readonly subcommand: string;
  /** The option that the value is given to. */
  readonly option: string;
  readonly choices: readonly Choice[];
  /** Where the rows are one page of several. The command that lists them has an option `page`, from 1. */
  readonly page?: number;
  readonly pages?: number;
}

/** One part of a reply's text, and the action that belongs to it. */
export interface CardPart {
  readonly text: string;
  readonly action?: Action;
}

/**
 * A reply's text in groups of parts, for platforms that show them apart and with a button beside each. The reply’s
 * `text` and `actions` hold all of it too.
 */
export type Card = readonly (readonly CardPart[])[];

/** An immediate reply, in the reader's language and without markup; each platform draws it its own way. */
export interface Reply {
  readonly tone: 'info' | 'refusal';
  readonly text: string;
  /** The option that a refusal is about, for a form to say it at its field. */
  readonly option?: string;
  readonly table?: Table;
  /** A picture; its title describes it. */
  readonly picture?: ReplyFile;
  /** What the picture shows, for a platform that draws it itself. */
  readonly chart?: Spending;
  /** All voices that the table lists a page of, for a platform that lets people hear them. */
  readonly voices?: readonly Voice[];
  /** Files to download. */
  readonly files?: readonly ReplyFile[];
  readonly actions: readonly Action[];
  readonly chooser?: Chooser;
  readonly card?: Card;
}

/** What a command returns for its options: a job for AudioPod, or an immediate reply. */
export type Outcome =
  | { readonly kind: 'job'; readonly request: JobRequest; readonly title: string }
  | ReplyOutcome;

/** An immediate reply, as what a command returns. */
export interface ReplyOutcome {
  readonly kind: 'reply';
  readonly reply: Reply;
}

/** What the dispatcher returns to an adapter: a stored job, or a reply. */
export type Answer =
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'reply'; readonly reply: Reply };

/** Returns an informative reply. */
export function inform(text: string, extra: Omit<Partial<Reply>, 'tone' | 'text'> = {}): ReplyOutcome {
  return { kind: 'reply', reply: { tone: 'info', text, actions: [], ...extra } };
}

/** Returns a reply whose text stands in groups, a line for each part. */
export function informInGroups(
  card: Card,
  extra: Omit<Partial<Reply>, 'tone' | 'text' | 'card'> = {},
): Outcome {
  const text = card.flatMap((parts) => parts.map((one) => one.text)).join('\n');
  return inform(text, { ...extra, card });
}

/** Returns the buttons that run commands. */
export function runs(...paths: readonly RunPath[]): readonly Action[] {
  return paths.map((path) => ({ kind: 'run', path }));
}

/** Returns a file with its size. */
export function fileOf(file: Omit<ReplyFile, 'sizeBytes'>): ReplyFile {
  return { ...file, sizeBytes: file.bytes.length };
}

/** Returns all files of a reply, the picture first. */
export function filesOf({ picture, files = [] }: Reply): readonly ReplyFile[] {
  return picture === undefined ? files : [picture, ...files];
}
