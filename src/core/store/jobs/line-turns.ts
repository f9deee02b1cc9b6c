import { type RawBuilder, sql } from 'kysely';
import type { QueueSlots } from '../../ports/store.ts';
import type { Database } from '../database/schema.ts';

/** How much of a queue is looked at before its members are looked at one by one. */
const FRONT = 64;

/** Selects ids of queued jobs. */
export type Turns = RawBuilder<{ id: string }>;

/** Selects, of the queued jobs at the front, those whose turn it is. In a short queue these are all of them. */
export function frontTurnsOf(tenant: string, slots: QueueSlots): Turns {
  return sql<{
    id: string;
  }>`with ${front(tenant, slots)} ${firstOf(sql`select id, created_at from front_turns`)}`;
}

/**
 * Selects the queued jobs whose turn it is, the longest waiting first: as many of each member as that member has
 * free slots, and of those as many as the tenant has.
 *
 * Where one member's jobs take up the front of a long queue, the first jobs of each member are looked up, by a jump
 * in the index from member to member. So the cost grows with the members at most, and not with their jobs.
 */
export function turnsOf(tenant: string, slots: QueueSlots): Turns {
  const most = sql`cast(${slots.perMember} as integer)`;
  return sql<{ id: string }>`
    with recursive ${front(tenant, slots)},
    is_hidden as (
      select 1 as yes where (select count(*) from front) = ${sql.lit(FRONT)}
        and (select count(*) from front_turns) < (select places from free)
    ),
    members(id, tenant, member, created_at) as (
      select head.id, head.tenant, head.member, head.created_at from is_hidden
      join jobs as head on head.id = ${nextInLine(sql`(tenant, member) >= (${tenant}, '')`)}
      union all
      select head.id, head.tenant, head.member, head.created_at from members
      join jobs as head on head.id = ${nextInLine(sql`(tenant, member) > (members.tenant, members.member)`)}
      where members.tenant = ${tenant}
    ),
    heads(id, member, created_at, own_turn, own_free) as (
      select members.id, members.member, members.created_at, 1, ${most} - coalesce(taken.places, 0)
      from members left join taken using (member)
      where members.tenant = ${tenant} and ${most} > coalesce(taken.places, 0)
      union all
      select next.id, next.member, next.created_at, own_turn + 1, own_free
      from heads join jobs as next on next.id = ${nextInLine(
        sql`(tenant, member, created_at, id) > (${tenant}, heads.member, heads.created_at, heads.id)`,
      )}
      where own_turn < own_free and next.tenant = ${tenant} and next.member = heads.member
    )
    ${firstOf(sql`select id, created_at from front_turns union select id, created_at from heads`)}`;
}

/**
 * Whether so many jobs of the tenant are queued that {@link frontTurnsOf} may not find all turns. Asked first, because
 * planning {@link turnsOf} takes longer than running it.
 */
export async function isLongLine(db: Database, tenant: string): Promise<boolean> {
  const { rows } = await sql`select id from ${lineOf(tenant)} order by created_at, id
    limit 1 offset ${sql.lit(FRONT - 1)}`.execute(db);
  return rows.length > 0;
}

/** Locks a tenant until the transaction ends. Only PostgreSQL needs it. */
export async function lockTenant(db: Database, tenant: string): Promise<void> {
  await db
    .insertInto('tenants')
    .values({ id: tenant })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ id: tenant }))
    .execute();
}

// Stages and flags are literals, because neither database uses a partial index for a parameter.
function lineOf(tenant: string): RawBuilder<unknown> {
  return sql`jobs where tenant = ${tenant} and stage = 'received' and dead_at is null`;
}

/**
 * Selects the id of the first queued job behind a place in the order of tenants, members and time. A place and not
 * a tenant and a member, because then only one index serves the order, whatever the database believes to know.
 */
function nextInLine(isBehind: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select id from jobs where stage = 'received' and dead_at is null and ${isBehind}
    order by tenant, member, created_at, id limit 1)`;
}

/** Nothing of the queue is read while the tenant has no free slot. */
function front(tenant: string, { perTenant, perMember }: QueueSlots): RawBuilder<unknown> {
  return sql`taken as (
      select member, count(*) as places from jobs where tenant = ${tenant} and in_flight = 1 and dead_at is null
      group by member
    ),
    free as (
      select cast(${perTenant} as integer) - (select coalesce(sum(places), 0) from taken) as places
    ),
    front as (
      select id, member, created_at, row_number() over (partition by member order by created_at, id) as own_turn
      from (
        select id, member, created_at from ${lineOf(tenant)} and (select places from free) > 0
        order by created_at, id limit ${sql.lit(FRONT)}
      ) as first_in_line
    ),
    front_turns as (
      select id, created_at from front left join taken using (member)
      where own_turn <= cast(${perMember} as integer) - coalesce(taken.places, 0)
    )`;
}

/** Selects the first of the turns, as many as the tenant has free slots. */
function firstOf(turns: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select id from (
      select id, row_number() over (order by created_at, id) as turn from (${turns}) as turns
    ) as in_turn
    where turn <= (select places from free) order by turn`;
}

/** Selects the tenants with queued jobs after one of them, by a jump in the index from tenant to tenant. */
export function queuesAfter(after: string, limit: number): RawBuilder<{ tenant: string }> {
  const next = (than: RawBuilder<unknown>) =>
    sql`(select min(tenant) from jobs where stage = 'received' and tenant > ${than})`;
  return sql<{ tenant: string }>`
    with recursive queues(tenant, place) as (
      select ${next(sql`${after}`)}, 1
      union all
      select ${next(sql`queues.tenant`)}, place + 1 from queues
      where tenant is not null and place < cast(${limit} as integer)
    )
    select tenant from queues where tenant is not null order by tenant`;
}
