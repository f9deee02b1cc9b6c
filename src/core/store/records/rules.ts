import { z } from 'zod';
import { BotError } from '../../model/errors.ts';
import { newId } from '../../model/job/new-job.ts';
import type { MicroDollars } from '../../model/money/money.ts';
import {
  type Changed,
  FIRST_OPERATOR_RULES,
  FIRST_TENANT_RULES,
  type OperatorRules,
  type RuleChange,
  type RuleChanger,
  type RuleStore,
  type TenantRules,
} from '../../model/money/spending-rules.ts';
import type { Database } from '../database/schema.ts';
import { inTransaction } from '../database/transaction.ts';

const OPERATOR = 'operator';

const amount = z.custom<MicroDollars>((value) => Number.isSafeInteger(value) && Number(value) >= 0);
const setting = z.union([z.literal(['default', 'none']), amount]);
const optional = z.union([z.literal('none'), amount]);
const schedule = z.object({
  zone: z.string(),
  next: z.object({ zone: z.string(), fromMs: z.number() }).exactOptional(),
});

const tenantSchema: z.ZodType<TenantRules> = z.object({
  allowance: z.object({ monthly: z.union([z.literal('default'), amount]), daily: setting }),
  limits: z.object({
    monthly: optional,
    daily: optional,
    memberDaily: setting,
    perJob: setting,
    // Rules from before links had limits of their own.
    perLink: setting.default('default'),
  }),
  links: z.boolean().default(true),
  confirmAbove: optional,
  allowed: z.record(
    z.string(),
    z.array(z.object({ kind: z.literal(['role', 'member']), id: z.string() })).readonly(),
  ),
  zones: z.object({ month: schedule, day: schedule }),
  key: z.object({ id: z.string(), lastFour: z.string(), sinceMs: z.number() }).exactOptional(),
  warnAt: z.object({ platform: z.string(), channel: z.string() }).exactOptional(),
});

const operatorSchema: z.ZodType<OperatorRules> = z.object({
  ceiling: z.object({ monthly: setting, daily: setting }),
  paused: z.boolean(),
});

/** Stores the rules in SQL, on the database or inside one transaction. */
export class SqlRuleStore implements RuleStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  tenant(tenant: string): Promise<TenantRules> {
    return read(this.#db, tenant, tenantSchema, FIRST_TENANT_RULES);
  }

  operator(): Promise<OperatorRules> {
    return read(this.#db, OPERATOR, operatorSchema, FIRST_OPERATOR_RULES);
  }

  async both(tenant: string): Promise<{ readonly tenant: TenantRules; readonly operator: OperatorRules }> {
    const records = await recordsOf(this.#db, [tenant, OPERATOR]);
    return {
      tenant: parse(records, tenant, tenantSchema, FIRST_TENANT_RULES),
      operator: parse(records, OPERATOR, operatorSchema, FIRST_OPERATOR_RULES),
    };
  }

  changeTenant(tenant: string, by: RuleChanger, change: (rules: TenantRules) => TenantRules) {
    return this.#change(tenant, by, tenantSchema, FIRST_TENANT_RULES, change);
  }

  changeOperator(by: RuleChanger, change: (rules: OperatorRules) => OperatorRules) {
    return this.#change(OPERATOR, by, operatorSchema, FIRST_OPERATOR_RULES, change);
  }

  forgetTenant(tenant: string, remaining: (rules: TenantRules) => TenantRules): Promise<TenantRules> {
    return inTransaction(this.#db, async (db) => {
      await lock(db, tenant, FIRST_TENANT_RULES);
      const before = await read(db, tenant, tenantSchema, FIRST_TENANT_RULES);
      const after = remaining(before);
      const own = db.updateTable('rules').set({ record: JSON.stringify(after) });
      if (differences(FIRST_TENANT_RULES, after).length > 0)
        await own.where('subject', '=', tenant).execute();
      else await db.deleteFrom('rules').where('subject', '=', tenant).execute();
      await db.deleteFrom('rule_changes').where('subject', '=', tenant).execute();
      return before;
    });
  }

  async note(
    subject: string,
    by: RuleChanger,
    change: Pick<RuleChange, 'what' | 'before' | 'after'>,
  ): Promise<void> {
    await this.#db
      .insertInto('rule_changes')
      .values({ id: newId(), subject, at: by.nowMs, member: by.member, ...change })
      .execute();
  }

  async changes(subject: string, limit: number): Promise<readonly RuleChange[]> {
    const rows = await this.#db
      .selectFrom('rule_changes')
      .selectAll()
      .where('subject', '=', subject)
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ at, member, what, before, after }) => ({ atMs: at, member, what, before, after }));
  }

  async tenants(): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('rules')
      .select('subject')
      .where('subject', '!=', OPERATOR)
      .execute();
    return rows.map((row) => row.subject);
  }

  #change<Rules extends object>(
    subject: string,
    by: RuleChanger,
    schema: z.ZodType<Rules>,
    first: Rules,
    change: (rules: Rules) => Rules,
  ): Promise<Changed<Rules>> {
    return inTransaction(this.#db, async (db) => {
      await lock(db, subject, first);
      const before = await read(db, subject, schema, first);
      const after = change(before);
      const changed = differences(before, after);
      if (changed.length === 0) return { before, after: before };
      await db
        .updateTable('rules')
        .set({ record: JSON.stringify(after) })
        .where('subject', '=', subject)
        .execute();
      await db
        .insertInto('rule_changes')
        .values(changed.map((one) => ({ id: newId(), subject, at: by.nowMs, member: by.member, ...one })))
        .execute();
      return { before, after };
    });
  }
}

/** Makes a second change of the same rules wait. The write comes before the read. */
async function lock(db: Database, subject: string, first: object): Promise<void> {
  await db
    .insertInto('rules')
    .values({ subject, record: JSON.stringify(first) })
    .onConflict((conflict) => conflict.column('subject').doUpdateSet({ subject }))
    .execute();
}

async function read<Rules>(
  db: Database,
  subject: string,
  schema: z.ZodType<Rules>,
  first: Rules,
): Promise<Rules> {
  return parse(await recordsOf(db, [subject]), subject, schema, first);
}

async function recordsOf(db: Database, subjects: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('rules')
    .select(['subject', 'record'])
    .where('subject', 'in', subjects)
    .execute();
  return new Map(rows.map(({ subject, record }) => [subject, record]));
}

function parse<Rules>(
  records: ReadonlyMap<string, string>,
  subject: string,
  schema: z.ZodType<Rules>,
  first: Rules,
): Rules {
  const record = records.get(subject);
  if (record === undefined) return first;
  try {
    return schema.parse(JSON.parse(record));
  } catch (cause) {
    // Rules that cannot be read admit nothing.
    throw new BotError('ledger-unavailable', `The rules of ${subject} cannot be read`, { cause });
  }
}

/** Lists the leaves that differ. */
function differences(
  before: object,
  after: object,
): readonly Pick<RuleChange, 'what' | 'before' | 'after'>[] {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((what) => ({ what, before: old.get(what) ?? 'null', after: now.get(what) ?? 'null' }))
    .filter((one) => one.before !== one.after);
}

function leavesOf(value: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([name, inner]: [string, unknown]): [string, string][] => {
      const what = path === '' ? name : `${path}.${name}`;
      const isBranch = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
      return isBranch ? [...leavesOf(inner, what)] : [[what, JSON.stringify(inner)]];
    }),
  );
}
