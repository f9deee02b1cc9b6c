import type { WireMention, WireNamed, WireNickname, WireUser } from './wire.ts';

type ById<Value> = Readonly<Record<string, Value>>;

/** Names by id, of what a text mentions. */
export interface Names {
  readonly people: ById<string>;
  readonly roles: ById<string>;
  readonly channels: ById<string>;
}

/** Nothing is mentioned by name. */
export const NO_NAMES: Names = { people: {}, roles: {}, channels: {} };

/** Returns the names in what Discord sends along with a command. */
export function namesIn(resolved: {
  readonly users: ById<WireUser>;
  readonly members: ById<WireNickname>;
  readonly roles: ById<WireNamed>;
  readonly channels: ById<WireNamed>;
}): Names {
  const { users, members, roles, channels } = resolved;
  const people = Object.entries(users).map(([id, one]) => [id, nameOf(one, members[id])] as const);
  return { people: Object.fromEntries(people), roles: names(roles), channels: names(channels) };
}

/** Returns the names of the people a message mentions. */
export function peopleIn({ mentions }: WireMention): Names['people'] {
  return Object.fromEntries(mentions.map((one) => [one.id, nameOf(one, one.member ?? undefined)]));
}

/** Returns a person's name as others see it: in the server first, then chosen, then unique. */
function nameOf({ username, global_name }: WireUser, member: WireNickname | undefined): string {
  return member?.nick || global_name || username;
}

function names(entries: ById<WireNamed>): ById<string> {
  return Object.fromEntries(Object.entries(entries).map(([id, { name }]) => [id, name ?? '']));
}
