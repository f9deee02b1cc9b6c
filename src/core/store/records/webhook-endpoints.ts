import type { WebhookEndpointRecord, WebhookEndpointRecords } from '../../ports/webhooks.ts';
import type { Database } from '../database/schema.ts';

/** Stores webhook endpoints in SQL. */
export class SqlWebhookEndpoints implements WebhookEndpointRecords {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async get(account: string): Promise<WebhookEndpointRecord | undefined> {
    const row = await this.#db
      .selectFrom('webhook_endpoints')
      .selectAll()
      .where('account', '=', account)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { created_at, ...rest } = row;
    return { ...rest, createdAtMs: created_at };
  }

  async replace(
    { createdAtMs, ...rest }: WebhookEndpointRecord,
    before: string | undefined,
  ): Promise<boolean> {
    const { account, ...values } = { ...rest, created_at: createdAtMs };
    if (before === undefined) {
      const added = await this.#db
        .insertInto('webhook_endpoints')
        .values({ account, ...values })
        .onConflict((conflict) => conflict.column('account').doNothing())
        .returning('id')
        .executeTakeFirst();
      return added !== undefined;
    }
    const changed = await this.#db
      .updateTable('webhook_endpoints')
      .set(values)
      .where('account', '=', account)
      .where('id', '=', before)
      .returning('id')
      .executeTakeFirst();
    return changed !== undefined;
  }

  async reseal(account: string, from: string, to: string): Promise<void> {
    await this.#db
      .updateTable('webhook_endpoints')
      .set({ sealed: to })
      .where('account', '=', account)
      .where('sealed', '=', from)
      .execute();
  }
}
