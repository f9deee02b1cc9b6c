import type { OutgoingFile } from '../../model/job/job-files.ts';
import type { PostLimits } from '../../ports/delivery.ts';

/**
 * Groups files into as few posts as the platform allows, in their order. A file that alone is over the size
 * of a post still gets its own: only the platform can decide to refuse it.
 */
export function planPosts(
  files: readonly OutgoingFile[],
  limits: PostLimits,
): readonly (readonly OutgoingFile[])[] {
  const posts: OutgoingFile[][] = [];
  let open: OutgoingFile[] = [];
  let openBytes = 0;
  for (const file of files) {
    const isFull = open.length >= limits.maxFilesPerPost || openBytes + file.sizeBytes > limits.maxPostBytes;
    if (isFull && open.length > 0) {
      posts.push(open);
      open = [];
      openBytes = 0;
    }
    open.push(file);
    openBytes += file.sizeBytes;
  }
  posts.push(open);
  return posts;
}
