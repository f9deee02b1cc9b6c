import express, { Router } from 'express';
import { z } from 'zod';
import { readAction } from '../../../commands/action-code.ts';
import { BotError } from '../../../core/errors.ts';
import type { Answer } from '../../bot.ts';
import { actionViews } from '../action-view.ts';
import { originOf, type Visitor } from '../guard/visitor.ts';
import type { AnswerView } from '../view.ts';
import { parsed, type RouteParts, requireVisitor } from './parts.ts';

const call = z.object({
  line: z.string().max(100_000),
  attachments: z.array(z.string().max(64)).max(10).default([]),
  isPrivate: z.boolean().default(false),
});
const press = z
  .object({ verb: z.string().max(64), subject: z.string().max(200) })
  .transform((code, context) => {
    const action = readAction(code);
    if (action !== undefined) return action;
    context.addIssue({ code: 'custom', message: 'No such button' });
    return z.NEVER;
  });
const choice = z.object({
  command: z.string().max(64),
  subcommand: z.string().max(64).optional(),
  option: z.string().max(64),
  query: z.string().max(200).default(''),
});

/** What people ask for: typed lines, pressed buttons, and the values the command menu offers. */
export function callRoutes(parts: RouteParts): Router {
  const router = Router();
  const json = express.json({ limit: '512kb', strict: true });

  router.post('/playground/calls', json, async (request, response) => {
    const visitor = requireVisitor(request);
    const { line, attachments, isPrivate } = parsed(call, request.body);
    refuseWhileDraining(parts);
    const refs = await Promise.all(attachments.map((id) => parts.uploads.claim(id, visitor.member)));
    const origin = originOf(visitor, isPrivate ? 'private' : 'public');
    const answer = await parts.desk.run({ line, attachments: refs, origin }, parts.deadline());
    response.json(await answerView(parts, answer, visitor));
  });

  router.post('/playground/actions', json, async (request, response) => {
    const visitor = requireVisitor(request);
    const action = parsed(press, request.body);
    refuseWhileDraining(parts);
    // What a private job leads to stays private; whether this member may press at all is the desk's decision.
    const job = await parts.jobs.get(action.jobId);
    const origin = originOf(visitor, job?.origin.visibility ?? 'private');
    const answer = await parts.desk.press(action, origin, parts.deadline());
    parts.audience.changed(action.jobId);
    response.json(await answerView(parts, answer, visitor));
  });

  router.get('/playground/choices', async (request, response) => {
    const visitor = requireVisitor(request);
    const { subcommand, ...wanted } = parsed(choice, request.query);
    const origin = originOf(visitor, 'private');
    const asked = { ...wanted, ...(subcommand === undefined ? {} : { subcommand }), origin };
    response.json(await parts.desk.choices(asked, parts.deadline()));
  });

  return router;
}

async function answerView(parts: RouteParts, answer: Answer, visitor: Visitor): Promise<AnswerView> {
  if (answer.kind === 'reply') {
    const { reply } = answer;
    return { kind: 'reply', reply: { ...reply, actions: actionViews(reply.actions, visitor.locale) } };
  }
  // The record is read again: the job may already have moved on since the desk answered.
  const job = (await parts.jobs.get(answer.job.id)) ?? answer.job;
  parts.audience.changed(job.id);
  return { kind: 'job', job: await parts.show(job, visitor) };
}

function refuseWhileDraining(parts: RouteParts): void {
  if (parts.isDraining()) throw new BotError('restarting', 'The bot is draining');
}
