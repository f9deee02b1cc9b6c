import express, { Router } from 'express';
import { z } from 'zod';
import type { FindCallerPermissions } from '../../../commands/dispatch/command-dispatcher.ts';
import { readAction } from '../../../commands/framework/action-code.ts';
import type { ReplyFile } from '../../../commands/framework/reply.ts';
import { BotError } from '../../../core/model/errors.ts';
import { Secret } from '../../../core/model/secret.ts';
import type { Answer } from '../../bot.ts';
import { actionViews } from '../action-view.ts';
import { originOf, type Visitor } from '../guard/visitor.ts';
import type { AnswerView, FileView } from '../view.ts';
import { parsed, type RouteParts, requireVisitor } from './parts.ts';

const call = z.object({
  line: z.string().max(100_000),
  attachments: z.array(z.string().max(64)).max(10).default([]),
  isPrivate: z.boolean().default(false),
});
const form = z.object({
  command: z.string().max(64),
  subcommand: z.string().max(64).optional(),
  secrets: z.record(z.string().max(64), z.string().max(1_000)),
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

/** Whoever may open the playground sits at the operator's machine or holds its token. */
const standing: FindCallerPermissions = async () => ({ isAdmin: true });

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
    const asked = { line, attachments: refs, origin, standing };
    const answer = await parts.desk.run(asked, parts.deadline());
    response.json(await answerView(parts, answer, visitor));
  });

  router.post('/playground/forms', json, async (request, response) => {
    const visitor = requireVisitor(request);
    const { secrets, command, subcommand } = parsed(form, request.body);
    refuseWhileDraining(parts);
    const filled = Object.entries(secrets).map(([name, value]) => [name, new Secret(value)] as const);
    const asked = {
      command,
      ...(subcommand === undefined ? {} : { subcommand }),
      options: {},
      secrets: Object.fromEntries(filled),
      origin: originOf(visitor, 'private'),
      standing,
    };
    const answer = await parts.desk.run(asked, parts.deadline());
    response.json(await answerView(parts, answer, visitor));
  });

  router.post('/playground/actions', json, async (request, response) => {
    const visitor = requireVisitor(request);
    const action = parsed(press, request.body);
    refuseWhileDraining(parts);
    // What a private job leads to stays private; whether this member may press at all is the desk's decision.
    const job = await parts.jobs.get(action.jobId);
    const origin = originOf(visitor, job?.origin.visibility ?? 'private');
    const answer = await parts.desk.press(action, origin, parts.deadline(), standing);
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
    const { picture, files, actions, ...words } = answer.reply;
    const shown = picture && fileView(parts, picture, visitor);
    const reply = {
      ...words,
      actions: actionViews(actions, visitor.locale),
      ...(shown && { pictureUrl: shown.url, pictureAlt: shown.name }),
      ...(files && { files: files.map((file) => fileView(parts, file, visitor)) }),
    };
    return { kind: 'reply', reply };
  }
  // The record is read again: the job may already have moved on since the desk answered.
  const job = (await parts.jobs.get(answer.job.id)) ?? answer.job;
  parts.audience.changed(job.id);
  return { kind: 'job', job: await parts.show(job, visitor) };
}

function fileView({ replyFiles }: RouteParts, file: ReplyFile, { member }: Visitor): FileView {
  const { fileName, sizeBytes, title } = file;
  const url = `/playground/answers/${replyFiles.keep(file, member)}`;
  return { isSound: false, name: title, fileName, url, sizeBytes };
}

function refuseWhileDraining(parts: RouteParts): void {
  if (parts.isDraining()) throw new BotError('restarting', 'The bot is draining');
}
