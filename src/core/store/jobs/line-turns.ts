import { type RawBuilder, sql } from 'kysely';
import type { QueueSlots } from '../../ports/store.ts';
import { QUEUED_OF } from '../database/indexed.ts';
import type { Database } from '../database/schema.ts';

/** How much of a queue is looked at before its members are looked at one by one. */
const FRONT = 32;

/** Selects ids of queued jobs. */
export type Turns = RawBuilder<{ id: string }>;

/**
 * Selects the queued jobs whose turn it is, the longest waiting first: as many of each member as that member has
 * free slots, and of those as many as the tenant has.
 *
 * Where one member's jobs take up the front of a long queue, the first jobs of each member are looked up, by a jump
 * in the index from member to member. So the cost grows with the members at most, and not with their jobs.
 */
export function turnsOf(tenant: string, { perTenant, perMember }: QueueSlots): Turns {
  const most = sql`cast(${perMember} as integer)`;
  const queued = sql`from jobs where ${QUEUED_OF} = ${tenant}`;
  const first = (column: string, isOfMember: RawBuilder<unknown>) =>
    sql`(select ${sql.ref(column)} ${queued} and ${isOfMember} order by created_at, id limit 1)`;
  const head = sql`member = members.member`;
  const next = sql`member = heads.member and (created_at, id) > (heads.created_at, heads.id)`;
  return sql<{ id: string }>`
    with recursive taken as (
      select member, count(*) as places from jobs where tenant = ${tenant} and in_flight = 1 and dead_at is null
      group by member
    ),
    free as (select cast(${perTenant} as integer) - coalesce(sum(places), 0) as places from taken),
    front as (
      select id, member, created_at, row_number() over (partition by member order by created_at, id) as own_turn
      from (
        select id, member, created_at ${queued} and (select places from free) > 0
        order by created_at, id limit ${sql.lit(FRONT)}
      ) as first_in_line
    ),
    front_turns as (
      select id, created_at from front left join taken using (member)
      where own_turn <= ${most} - coalesce(taken.places, 0)
    ),
    members(member) as (
      select (select min(member) ${queued}) where (select count(*) from front) = ${sql.lit(FRONT)}
        and (select count(*) from front_turns) < (select places from free)
      union all
      select (select min(member) ${queued} and member > members.member) from members where member is not null
    ),
    heads(id, member, created_at, own_turn, own_free) as (
      select ${first('id', head)}, member, ${first('created_at', head)}, 1, ${most} - coalesce(taken.places, 0)
      from members left join taken using (member)
      where member is not null and ${most} > coalesce(taken.places, 0)
      union all
      select ${first('id', next)}, member, ${first('created_at', next)}, own_turn + 1, own_free
      from heads where id is not null and own_turn < own_free
    )
    select id from (
      select id, row_number() over (order by created_at, id) as turn from (
        select id, created_at from front_turns union select id, created_at from heads where id is not null
      ) as turns
    ) as in_turn
    where turn <= (select places from free) order by turn`;
}

/** Locks a tenant until the transaction ends. Only PostgreSQL needs it. */
export async function lockTenant(db: Database, tenant: string): Promise<void> {
  await db
    .insertInto('tenants')
    .values({ id: tenant })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ id: tenant }))
    .execute();
}

/** Selects the tenants with queued jobs after one of them, by a jump in the index from tenant to tenant. */
export function queuesAfter(after: string, limit: number): RawBuilder<{ tenant: string }> {
  const next = (than: RawBuilder<unknown>) =>
    sql`(select min(${QUEUED_OF}) from jobs where ${QUEUED_OF} > ${than})`;
  return sql<{ tenant: string }>`
    with recursive queues(tenant, place) as (
      select ${next(sql`${after}`)}, 1
      union all
      select ${next(sql`queues.tenant`)}, place + 1 from queues
      where tenant is not null and place < cast(${limit} as integer)
    )
    select tenant from queues where tenant is not null order by tenant`;
}
