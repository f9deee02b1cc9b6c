import { Router } from 'express';
import { z } from 'zod';
import type { FindCallerPermissions } from '../../../commands/dispatch/command-dispatcher.ts';
import { readAction } from '../../../commands/framework/action-code.ts';
import type { ReplyFile } from '../../../commands/framework/reply.ts';
import { BotError } from '../../../core/model/errors.ts';
import type { AttachmentRef } from '../../../core/model/job/request.ts';
import { Secret } from '../../../core/model/secret.ts';
import type { Answer } from '../../bot.ts';
import { originOf, type Visitor } from '../guard/visitor.ts';
import type { AnswerView, FileView } from '../protocol/view.ts';
import { replyView } from '../views/reply-view.ts';
import { parsed, type RouteContext, requireVisitor } from './context.ts';
import { readBody } from './read-body.ts';

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

/** Everybody who may open the playground is at the bot owner's machine or has its token. */
const findPermissions: FindCallerPermissions = async () => ({ isAdmin: true });

/** Handles typed lines, forms, pressed buttons, and the values the command menu offers. */
export function callRoutes(context: RouteContext): Router {
  const router = Router();
  const json = readBody('json', '512kb', context.clock);

  router.post('/playground/calls', ...json, async (request, response) => {
    const visitor = requireVisitor(context, request);
    const { line, attachments, isPrivate } = parsed(call, request.body);
    refuseWhileDraining(context);
    const origin = originOf(visitor, isPrivate ? 'private' : 'public');
    const answer = await withClaimed(context, attachments, visitor, (refs) =>
      context.dispatcher.run({ line, attachments: refs, origin, findPermissions }, context.deadline()),
    );
    response.json(await answerView(context, answer, visitor));
  });

  router.post('/playground/forms', ...json, async (request, response) => {
    const visitor = requireVisitor(context, request);
    const { secrets, command, subcommand } = parsed(form, request.body);
    refuseWhileDraining(context);
    const filled = Object.entries(secrets).map(([name, value]) => [name, new Secret(value)] as const);
    const asked = {
      command,
      ...(subcommand === undefined ? {} : { subcommand }),
      options: {},
      secrets: Object.fromEntries(filled),
      origin: originOf(visitor, 'private'),
      findPermissions,
    };
    const answer = await context.dispatcher.run(asked, context.deadline());
    response.json(await answerView(context, answer, visitor));
  });

  router.post('/playground/actions', ...json, async (request, response) => {
    const visitor = requireVisitor(context, request);
    const action = parsed(press, request.body);
    refuseWhileDraining(context);
    // What follows a private job stays private. The dispatcher decides whether this member may press at all.
    const jobId = 'jobId' in action ? action.jobId : undefined;
    const job = jobId === undefined ? undefined : await context.jobs.get(jobId);
    const origin = originOf(visitor, job?.origin.visibility ?? 'private');
    const answer = await context.dispatcher.press(action, origin, context.deadline(), findPermissions);
    if (jobId !== undefined) context.openPages.jobChanged(jobId);
    response.json(await answerView(context, answer, visitor));
  });

  router.get('/playground/choices', async (request, response) => {
    const visitor = requireVisitor(context, request);
    const { subcommand, ...wanted } = parsed(choice, request.query);
    const origin = originOf(visitor, 'private');
    const asked = { ...wanted, ...(subcommand === undefined ? {} : { subcommand }), origin };
    response.json(await context.dispatcher.choices(asked, context.deadline()));
  });

  return router;
}

/** Claims the attachments of a line for the job it starts, and gives them back if it starts none. */
async function withClaimed(
  { uploads }: RouteContext,
  ids: readonly string[],
  { member }: Visitor,
  run: (refs: readonly AttachmentRef[]) => Promise<Answer>,
): Promise<Answer> {
  let hasJob = false;
  try {
    const answer = await run(await Promise.all(ids.map((id) => uploads.claim(id, member))));
    hasJob = answer.kind === 'job';
    return answer;
  } finally {
    // Another member's are not this one's to give back.
    if (!hasJob) await Promise.all(ids.map((id) => uploads.unclaim(id, member)));
  }
}

async function answerView(context: RouteContext, answer: Answer, visitor: Visitor): Promise<AnswerView> {
  if (answer.kind === 'reply') {
    const reply = replyView(answer.reply, visitor, (file) => fileView(context, file, visitor));
    return { kind: 'reply', reply };
  }
  // Read again: the job may have changed since the dispatcher returned it.
  const job = (await context.jobs.get(answer.job.id)) ?? answer.job;
  context.openPages.jobChanged(job.id);
  return { kind: 'job', job: await context.show(job, visitor) };
}

function fileView({ replyFiles }: RouteContext, file: ReplyFile, { member }: Visitor): FileView {
  const { fileName, sizeBytes, title } = file;
  const url = `/playground/answers/${replyFiles.keep(file, member)}`;
  return { isSound: false, name: title, fileName, url, sizeBytes };
}

function refuseWhileDraining(context: RouteContext): void {
  if (context.isDraining()) throw new BotError('restarting', 'The bot is restarting');
}
