import { z } from 'zod';
import { faultsBy, viewRule } from './block-rules.ts';
import { elementsOn } from './fields.ts';
import { changeView, pushView } from './methods/views.ts';
import { type Realm, Refusal } from './realm.ts';
import type { FakeView } from './workspace.ts';

const submissionAnswer = z.discriminatedUnion('response_action', [
  z.strictObject({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string().min(1)) }),
  z.strictObject({ response_action: z.literal('update'), view: viewRule }),
  z.strictObject({ response_action: z.literal('push'), view: viewRule }),
  z.strictObject({ response_action: z.literal('clear') }),
]);

/** Does with a modal what the app answered to its submission. */
export function follow(realm: Realm, view: FakeView, answer: unknown): void {
  const { journal, workspace } = realm;
  if (!isFull(answer)) {
    view.open = false;
    return;
  }
  for (const fault of faultsBy(submissionAnswer, answer)) journal.violation(`view_submission: ${fault}.`);
  const read = submissionAnswer.safeParse(answer);
  if (!read.success) return;
  switch (read.data.response_action) {
    case 'errors': {
      const inputs = elementsOn(view).flatMap(({ blockId, input }) => (input === undefined ? [] : [blockId]));
      const stray = Object.keys(read.data.errors).filter((blockId) => !inputs.includes(blockId));
      if (stray.length > 0)
        journal.violation(`view_submission: errors for no input block: ${stray.join(', ')}.`);
      view.errors = read.data.errors;
      return;
    }
    case 'update':
      changeView(view, read.data.view);
      return;
    case 'push':
      try {
        pushView(realm, read.data.view, view.userId);
      } catch (cause) {
        if (!(cause instanceof Refusal)) throw cause;
        journal.violation(`view_submission: ${cause.error}.`);
      }
      return;
    case 'clear':
      for (const one of workspace.views) if (one.rootId === view.rootId) one.open = false;
  }
}

/** Tells an answer from a bare acknowledgement. */
export function isFull(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && Object.keys(answer).length > 0;
}
