import { createSecretKey } from 'node:crypto';
import { openDataKey } from '../../src/core/seal/data-key.ts';
import { createSealing } from '../../src/core/seal/sealing.ts';

/** Selects the data key, past the bot. */
export const DATA_KEYS = 'select id, sealed from data_keys';

/** Returns rows of jobs with their records decrypted, as somebody with the secret key would read them. */
export function openedRecords<Row extends object>(
  rows: readonly Row[],
  [key]: readonly object[],
  secretKey: string,
): readonly Row[] {
  const current = createSecretKey(Buffer.from(secretKey, 'base64'));
  const opened = key && openDataKey(textOf(key, 'sealed'), textOf(key, 'id'), { current });
  if (opened === undefined) return rows;
  const sealing = createSealing(opened.key);
  return rows.map((row) => ({
    ...row,
    record: sealing.open(textOf(row, 'record'), `job:${textOf(row, 'id')}`),
  }));
}

function textOf(row: object, column: string): string {
  return String(Reflect.get(row, column));
}
