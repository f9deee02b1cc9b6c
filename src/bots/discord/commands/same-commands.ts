/** The fields that the bot registers, or could have registered in another release. */
const FIELDS = new Set([
  ...['type', 'name', 'name_localizations', 'description', 'description_localizations', 'options'],
  ...['choices', 'value', 'required', 'autocomplete', 'min_value', 'max_value', 'min_length', 'max_length'],
  ...['file_types', 'default_member_permissions', 'contexts', 'integration_types'],
]);
/** Where a command can be used. Commands of one server don't say so, although Discord may return it. */
const PLACES = new Set(['contexts', 'integration_types']);
/** Languages by code: whatever is in there counts. */
const TRANSLATIONS = /_localizations$/;

/**
 * Whether Discord has these commands already. It returns more than was registered: ids, versions, `null` or
 * `false` for what was left out, in an order of its own.
 */
export function sameCommands(
  ours: readonly object[],
  theirs: readonly unknown[],
  scope: 'everywhere' | 'one-server',
): boolean {
  const plain = (all: readonly unknown[]) =>
    all.map((one) => JSON.stringify(plainForm(one, scope))).toSorted();
  const [wanted, found] = [plain(ours), plain(theirs)];
  return wanted.length === found.length && wanted.every((one, index) => one === found[index]);
}

/** Returns a value without what means nothing, its fields in one order. `undefined` if nothing is left. */
function plainForm(value: unknown, scope: 'everywhere' | 'one-server', isTranslation = false): unknown {
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : value.map((one) => plainForm(one, scope));
  }
  if (typeof value !== 'object') return value === false || value === '' ? undefined : value;
  if (value === null) return undefined;
  const fields = Object.entries(value)
    .filter(([name]) => isTranslation || (FIELDS.has(name) && !(scope === 'one-server' && PLACES.has(name))))
    .map(([name, inner]) => [name, fieldForm(name, inner, scope)] as const)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

function fieldForm(name: string, value: unknown, scope: 'everywhere' | 'one-server'): unknown {
  // A set: Discord returns it in the order of its numbers.
  if (PLACES.has(name) && Array.isArray(value)) return value.toSorted((a, b) => Number(a) - Number(b));
  return plainForm(value, scope, TRANSLATIONS.test(name));
}
