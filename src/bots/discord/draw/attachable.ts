import { filesOf, type Reply, type ReplyFile } from '../../../commands/framework/reply.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { missingPermissions, permissionNames } from '../payload/permissions.ts';
import type { ReplyHandle } from '../payload/reply-handle.ts';
import { say } from '../text/words.ts';

/** Returns the files a reply's message can hold, and the reply, which explains why others are missing. */
export function attachable(
  reply: Reply,
  handle: Pick<ReplyHandle, 'permissions' | 'maxFileBytes'>,
  locale: Locale,
): { readonly reply: Reply; readonly files: readonly ReplyFile[] } {
  const files = filesOf(reply);
  const withLine = (line: string): Reply => ({
    ...reply,
    text: `${reply.text}\n${line}`,
    ...(reply.card && { card: [...reply.card, [{ text: line }]] }),
  });
  const missing = files.length === 0 ? [] : missingPermissions(BigInt(handle.permissions), ['attach']);
  if (missing.length > 0) {
    const rights = permissionNames(locale, missing);
    return { reply: withLine(say(locale, 'discord.files-need-right', { rights })), files: [] };
  }
  const fitting = files.filter(({ sizeBytes }) => sizeBytes <= handle.maxFileBytes);
  return fitting.length === files.length
    ? { reply, files }
    : { reply: withLine(say(locale, 'discord.file-too-large')), files: fitting };
}
