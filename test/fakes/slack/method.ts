import type { webApi } from '@slack/bolt';
import { z } from 'zod';

/** A method of the Web API: its arguments as sent in a form, its requirements, and its effect. */
export interface Method {
  readonly rule: z.ZodType;
  readonly scope: string | undefined;
  /** `args` have passed the rule. */
  serve(args: never): webApi.WebAPICallResult;
}

/** A text that is not empty. */
export const text = z.string().min(1);

/** The time of a message, which is its id in its channel. */
export const ts = z.string().regex(/^\d{10}\.\d{6}$/, 'is no message ts');

/** A nested value: sent as JSON within the form. */
export const nested = <T extends z.ZodType>(rule: T) =>
  z
    .string()
    .transform((sent, context): unknown => {
      try {
        return JSON.parse(sent);
      } catch {
        context.addIssue({ code: 'custom', message: 'is no JSON' });
        return z.NEVER;
      }
    })
    .pipe(rule);

/** Creates a method that takes these arguments and no other. */
export function method<S extends z.ZodRawShape>(
  scope: string | undefined,
  fields: S,
  serve: (args: z.output<z.ZodObject<S>>) => webApi.WebAPICallResult,
): Method {
  return { scope, rule: z.strictObject(fields), serve };
}

/** Returns the thread of a new message. */
export function threadOf({ thread_ts }: { readonly thread_ts?: string | undefined }) {
  return thread_ts === undefined ? {} : { threadTs: thread_ts };
}
