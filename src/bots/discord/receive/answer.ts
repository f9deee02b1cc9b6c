import type { Answer, Reply } from '../../../commands/framework/reply.ts';
import { type Failure, toFailure } from '../../../core/model/errors.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { explainFailure, joinSentences } from '../../../core/text/explain-failure.ts';
import { missingToDeliver } from '../deliver/missing-permissions.ts';
import { attachable } from '../draw/attachable.ts';
import { withFormButton } from '../draw/buttons.ts';
import { type ShownList, withListRows } from '../draw/choice-list.ts';
import { drawCard } from '../draw/draw-card.ts';
import { drawReply } from '../draw/draw-reply.ts';
import { missingPermissions, permissionNames } from '../payload/permissions.ts';
import type { ReplyHandle } from '../payload/reply-handle.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import type { OutgoingMessage } from '../rest/outgoing.ts';
import { say } from '../text/words.ts';
import type { Receiver } from './receiver.ts';

/** An answer, the form that may be opened again to mend it, and the list to choose from. */
export type Answered = Answer & { readonly formKey?: string; readonly list?: ShownList | undefined };

/** One request, acknowledged and ready to be worked on. */
export interface Work {
  readonly origin: Origin;
  readonly handle: ReplyHandle;
  /** Whether files may be posted, so that permissions matter. */
  readonly startsJob: boolean;
  /** Whether it only gets an explanation: it was begun too often. */
  readonly isGivenUp?: boolean;
  /** Whether the message that it is about shows what comes of it, so that only refusals are drawn. */
  readonly isInPlace?: boolean;
  run(signal: AbortSignal): Promise<Answered>;
  draw(message: OutgoingMessage): Promise<unknown>;
}

/**
 * Runs the work and draws its reply. Text is drawn immediately. A job's progress is drawn by the process that
 * holds it: any other one could overwrite the result. Never throws: every failure is shown and logged.
 *
 * @returns whether the member has a reply, or a job that will be one.
 */
export async function answer(receiver: Receiver, work: Work): Promise<boolean> {
  const { log } = receiver;
  const { origin } = work;
  let isCard = false;
  try {
    const answered = await answerOf(receiver, work);
    if (answered.kind === 'job') return true;
    if (work.isInPlace === true && answered.reply.tone === 'info') return true;
    const { reply, files } = attachable(answered.reply, work.handle, origin.locale);
    if (reply.card !== undefined) {
      isCard = true;
      await work.draw(drawCard(reply, files, origin));
      return true;
    }
    const drawn = drawReply(reply, origin, mayEmbed(work.handle));
    const words =
      answered.formKey === undefined ? drawn : withFormButton(drawn, answered.formKey, origin.locale);
    const { list } = answered;
    const listed =
      list === undefined || list.choices.length === 0 ? words : withListRows(words, list, origin.locale);
    await work.draw(files.length === 0 ? listed : { ...listed, files });
    return true;
  } catch (error) {
    log.error({ error, tenant: origin.tenant }, 'request-failed');
    const reply = refusalFor(origin.locale, toFailure(error));
    // If a card may have arrived although its response was lost, the message can only show another one.
    const mayBeCard = isCard && refusalOf(error).trouble === 'later';
    const card = [[{ text: reply.text }]];
    const drawn = mayBeCard ? drawCard({ ...reply, card }, [], origin) : drawReply(reply, origin);
    return work.draw(drawn).then(
      () => true,
      (cause: unknown) => {
        log.warn({ error: cause }, 'answer-not-drawn');
        // What Discord refuses now it will refuse later.
        return refusalOf(cause).trouble !== 'later';
      },
    );
  }
}

async function answerOf(receiver: Receiver, work: Work): Promise<Answered> {
  const { locale } = work.origin;
  if (work.isGivenUp === true) {
    return { kind: 'reply', reply: refusalFor(locale, { code: 'request-interrupted', facts: {} }) };
  }
  if (receiver.isDraining()) {
    return { kind: 'reply', reply: refusalFor(locale, { code: 'restarting', facts: {} }) };
  }
  const missing = work.startsJob ? missingToDeliver(work.handle) : [];
  if (missing.length > 0) {
    const rights = permissionNames(locale, missing);
    const words = [say(locale, 'discord.missing.what', { rights }), say(locale, 'discord.missing.next')];
    return { kind: 'reply', reply: refusal(joinSentences(locale, ...words)) };
  }
  return work.run(receiver.deadline());
}

function mayEmbed(handle: ReplyHandle): boolean {
  return missingPermissions(BigInt(handle.permissions), ['embed']).length === 0;
}

/** Returns a reply that says why something was not done. */
export function refusal(text: string): Reply {
  return { tone: 'refusal', text, actions: [] };
}

/** Returns a failure as a reply. */
export function refusalFor(locale: Locale, failure: Failure): Reply {
  return refusal(explainFailure(locale, failure));
}
