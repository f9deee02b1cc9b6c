import type { OutgoingFile } from '../../model/job/job-files.ts';
import type { PostLimits } from '../../ports/delivery.ts';

/**
 * Groups files into as few posts as the platform allows, in their order. A file that alone is over the size
 * of a post still gets one of its own: refusing it is the platform's to say, not ours to guess.
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
