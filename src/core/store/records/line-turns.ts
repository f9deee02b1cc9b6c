import { type RawBuilder, sql } from 'kysely';
import type { QueueSlots } from '../../ports/store.ts';

/** More jobs than are ever queued for one tenant; only keeps the query bounded. */
const LONGEST_LINE = 1_000;

/**
 * Selects the ids of the queued jobs whose turn it is, the longest waiting first: as many of each member as
 * that member has free slots, and of those as many as the tenant has.
 */
export function turnsOf(tenant: string, { perTenant, perMember }: QueueSlots): RawBuilder<{ id: string }> {
  // Stages and flags are literals, because neither database uses a partial index for a parameter.
  return sql<{ id: string }>`
    with taken as (
      select member, count(*) as places from jobs where tenant = ${tenant} and in_flight = 1 group by member
    ),
    line as (
      select id, member, created_at from jobs where tenant = ${tenant} and stage = 'received'
      order by created_at, id limit ${sql.lit(LONGEST_LINE)}
    ),
    own_turns as (
      select id, member, created_at, row_number() over (partition by member order by created_at, id) as own_turn
      from line
    ),
    turns as (
      select id, row_number() over (order by created_at, id) as turn
      from own_turns left join taken using (member)
      where own_turn <= cast(${perMember} as integer) - coalesce(taken.places, 0)
    )
    select id from turns
    where turn <= cast(${perTenant} as integer) - (select coalesce(sum(places), 0) from taken)
    order by turn`;
}
