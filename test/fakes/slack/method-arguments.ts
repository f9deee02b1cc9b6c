import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import { messageBlocksRule, viewRule } from './block-rules.ts';
import { markup } from './block-text.ts';

/** What Slack's own client takes for a method. `team_id` may come with every call. */
interface ArgumentsOf {
  'auth.test': { token?: string };
  'apps.connections.open': { token?: string };
  'chat.postMessage': webApi.ChatPostMessageArguments;
  'chat.update': webApi.ChatUpdateArguments;
  'chat.delete': webApi.ChatDeleteArguments;
  'chat.postEphemeral': webApi.ChatPostEphemeralArguments;
  'conversations.info': webApi.ConversationsInfoArguments;
  'conversations.join': webApi.ConversationsJoinArguments;
  'conversations.open': webApi.ConversationsOpenArguments;
  'files.completeUploadExternal': webApi.FilesCompleteUploadExternalArguments;
  'files.getUploadURLExternal': webApi.FilesGetUploadURLExternalArguments;
  'files.info': webApi.FilesInfoArguments;
  'oauth.v2.access': webApi.OAuthV2AccessArguments & { token?: string };
  'users.info': webApi.UsersInfoArguments;
  'views.open': webApi.ViewsOpenArguments;
  'views.push': webApi.ViewsPushArguments;
  'views.publish': webApi.ViewsPublishArguments;
  'views.update': webApi.ViewsUpdateArguments;
}

/** A method the fake serves. */
export type Method = keyof ArgumentsOf;

/** Every argument of a method, over all its variants. */
type Names<T> = T extends unknown ? keyof T : never;

type Shapes = { readonly [M in Method]: Readonly<Record<Names<ArgumentsOf[M]>, z.ZodType>> };

const text = z.string().min(1);
const number = z
  .string()
  .regex(/^\d+$/, 'is no number')
  .transform((sign) => Number(sign));
const flag = z.enum(['true', 'false', '1', '0']).transform((sign) => sign === 'true' || sign === '1');
const ts = z.string().regex(/^\d{10}\.\d{6}$/, 'is no message ts');

/** A nested value: sent as JSON within the form. */
const json = z.string().transform((sent, context): unknown => {
  try {
    return JSON.parse(sent);
  } catch {
    context.addIssue({ code: 'custom', message: 'is no JSON' });
    return z.NEVER;
  }
});

const nested = <T extends z.ZodType>(rule: T) => json.pipe(rule);
const anything = nested(z.unknown()).optional();

const token = z.string().optional();
const page = {
  limit: number.optional(),
  cursor: text.optional(),
  count: number.optional(),
  page: number.optional(),
};

/** Texts truncate here, in characters (Slack, "chat.postMessage: truncating content"). */
const MAX_TEXT = 40_000;

const contents = {
  text: z.union([markup(MAX_TEXT), z.literal('')]).optional(),
  blocks: nested(messageBlocksRule).optional(),
  attachments: nested(z.array(z.looseObject({}))).optional(),
  markdown_text: z.string().max(12_000).optional(),
};
const authorship = {
  as_user: flag.optional(),
  icon_url: z.url().optional(),
  icon_emoji: text.optional(),
  username: text.optional(),
};
/** Either would turn plain words of users into mentions. */
const reading = {
  parse: z.literal('none').optional(),
  link_names: z.enum(['false', '0']).optional(),
};

/**
 * The arguments of every method served, as they come in a form. Names are held against the types of Slack's own
 * client by the compiler, values by the rules of the reference.
 */
export const METHOD_ARGUMENTS = {
  'auth.test': { token },
  'apps.connections.open': { token },
  'chat.postMessage': {
    token,
    channel: text,
    ...contents,
    ...authorship,
    ...reading,
    thread_ts: ts.optional(),
    reply_broadcast: flag.optional(),
    metadata: nested(z.strictObject({ event_type: text, event_payload: z.looseObject({}) })).optional(),
    unfurl_links: flag.optional(),
    unfurl_media: flag.optional(),
    mrkdwn: flag.optional(),
  },
  'chat.update': {
    token,
    channel: text,
    ts,
    ...contents,
    ...reading,
    as_user: flag.optional(),
    metadata: anything,
    file_ids: anything,
    reply_broadcast: flag.optional(),
  },
  'chat.delete': { token, channel: text, ts, as_user: flag.optional() },
  'chat.postEphemeral': {
    token,
    channel: text,
    user: text,
    ...contents,
    ...authorship,
    ...reading,
    thread_ts: ts.optional(),
  },
  'conversations.info': {
    token,
    channel: text,
    include_locale: flag.optional(),
    include_num_members: flag.optional(),
  },
  'conversations.join': { token, channel: text },
  'conversations.open': {
    token,
    channel: text.optional(),
    users: text.optional(),
    prevent_creation: flag.optional(),
    return_im: flag.optional(),
  },
  'files.completeUploadExternal': {
    token,
    files: nested(
      z
        .array(
          z.strictObject({ id: text, title: z.string().optional(), highlight_type: z.string().optional() }),
        )
        .min(1),
    ),
    channel_id: text.optional(),
    thread_ts: ts.optional(),
    initial_comment: markup(MAX_TEXT).optional(),
    blocks: nested(messageBlocksRule).optional(),
  },
  'files.getUploadURLExternal': {
    token,
    filename: text.max(255),
    length: number.refine((length) => length > 0, 'is nothing'),
    // The client calls it alt_text, the API alt_txt; neither is for sounds.
    alt_text: z.never().optional(),
    snippet_type: text.optional(),
  },
  'files.info': { token, file: text, ...page },
  'oauth.v2.access': {
    token,
    client_id: text,
    client_secret: text,
    code: text.optional(),
    redirect_uri: z.url().optional(),
    grant_type: z.enum(['authorization_code', 'refresh_token']).optional(),
    refresh_token: text.optional(),
  },
  'users.info': { token, user: text, include_locale: flag.optional() },
  'views.open': {
    token,
    view: nested(viewRule),
    trigger_id: text.optional(),
    interactivity_pointer: text.optional(),
  },
  'views.push': {
    token,
    view: nested(viewRule),
    trigger_id: text.optional(),
    interactivity_pointer: text.optional(),
  },
  'views.publish': { token, view: nested(viewRule), user_id: text, hash: text.optional() },
  'views.update': {
    token,
    view: nested(viewRule),
    view_id: text.optional(),
    external_id: text.optional(),
    hash: text.optional(),
  },
} satisfies Shapes;

/** The arguments of a method as read. */
export type ReadArguments<M extends Method> = z.output<z.ZodObject<(typeof METHOD_ARGUMENTS)[M]>>;
