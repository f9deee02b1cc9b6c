import type { FakeChannel, FakeInteraction } from '../fakes/discord/state.ts';
import type { FakeSlack } from '../fakes/slack/fake-slack.ts';

/** A message as members see it, on any platform. */
export interface Seen {
  readonly text: string;
  readonly sounds: number;
  /** It says that something is under way, and nothing else. */
  readonly loading: boolean;
  /** All there is of it, to compare. */
  readonly all: unknown;
}

/** What a member asked for, and what names its job. */
export interface Asked {
  readonly name: string;
  readonly sounds: number;
  /** The platform said that the bot didn't respond. Something may come of it all the same, and whole. */
  readonly isUnheard: boolean;
  /** The channel on Discord. */
  readonly channel?: FakeChannel;
  /** @param jobId of the job that came of it, as far as one did. */
  seen(jobId?: string): readonly Seen[];
}

/** What was asked for on Discord, and its messages. */
export function askedOnDiscord(name: string, sounds: number, call: FakeInteraction): Asked {
  return {
    name,
    sounds,
    isUnheard: false,
    channel: call.channel,
    seen: () =>
      call.messages.map(({ content, contents, controls, attachments, loading, removed }) => ({
        text: content,
        sounds: attachments.filter((file) => file.name.endsWith('.m4a')).length,
        loading,
        all: { contents, controls, loading, removed, files: attachments.map((file) => file.name) },
      })),
  };
}

/** The same on Slack, where messages aren't tied to a command: those that name it or its job. */
export function askedOnSlack(slack: FakeSlack, name: string, isUnheard: boolean): Asked {
  return {
    name,
    sounds: 1,
    isUnheard,
    seen: (jobId) =>
      slack.messages
        .filter((message) => message.from === 'app' && !message.deleted)
        .map(({ text, blocks, files }) => ({
          text: [text, JSON.stringify(blocks), ...files.map((file) => file.title)].join(' | '),
          sounds: files.filter((file) => file.name.endsWith('.m4a')).length,
          loading: false,
          all: { text, blocks, files: files.map((file) => file.name) },
        }))
        // A name may be the beginning of another one.
        .filter(
          ({ text }) =>
            new RegExp(`${name}(?!\\d)`).test(text) || (jobId !== undefined && text.includes(jobId)),
        ),
  };
}
