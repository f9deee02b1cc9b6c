import type { Records } from '../ports/store.ts';

/**
 * Erases a key that no rule names and no job in flight began with.
 *
 * @returns whether it is erased now, and how many jobs still need it.
 */
export async function eraseUnused(
  { rules, keys, jobs }: Pick<Records, 'rules' | 'keys' | 'jobs'>,
  id: string,
): Promise<{ readonly isErased: boolean; readonly jobs: number }> {
  const key = await keys.lock(id);
  if (key === undefined) return { isErased: true, jobs: 0 };
  const using = await jobs.using(id);
  if (using > 0 || (await rules.tenant(key.tenant)).key?.id === id) return { isErased: false, jobs: using };
  await keys.remove(id);
  return { isErased: true, jobs: 0 };
}
