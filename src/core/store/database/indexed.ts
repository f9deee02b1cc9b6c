import { sql } from 'kysely';

// Each is written as in its indexes. Only those serve it, so both databases use them whatever they know of the table.

/** The tenant of a queued job, and null for every other job. */
export const QUEUED_OF = sql<
  string | null
>`(case when stage = 'received' and dead_at is null then tenant end)`;

/** The tenant of a job that waits for its price to be confirmed, and null for every other job. */
export const CONFIRMING_OF = sql<string | null>`(case when stage = 'confirming' then tenant end)`;

/** When a job is due that no process holds, and null for one that is held. SQLite compares it as a number only by the cast. */
export const DUE_AT = sql<number | null>`cast(case when held_by is null then wake_at end as bigint)`;

/** Why a job needs the bot owner, or waits longer than usual; null for every other job. */
export const TROUBLE_OF = sql<
  string | null
>`(case when dead_at is not null then 'parked' when over = 0 then trouble end)`;
