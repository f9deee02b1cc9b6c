/**
 * Returns a statement that stores copies of a job, newer than it, in either database.
 *
 * @param members how many members they are spread over; without it they are the member's own.
 */
export function copiesOf(id: string, count: number, members?: number): string {
  const member = members === undefined ? 'member' : `'copied-' || (i % ${members})`;
  return `insert into jobs (id, version, tenant, member, platform, stage, in_flight, over, erased,
      created_at, updated_at, wake_at, held_by, record)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
    select id || '-' || i, version, tenant, ${member}, platform, stage, in_flight, over, erased, 2, 2,
      wake_at, held_by, record
    from n, jobs where id = '${id}'`;
}
