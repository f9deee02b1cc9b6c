import { COMMANDS } from '../../src/commands/catalog.ts';
import { type CommandDesk, createDesk } from '../../src/commands/desk.ts';
import { createGenreBook } from '../../src/core/audiopod/genre-book.ts';
import type { Origin } from '../../src/core/jobs/origin.ts';
import { type Log, silentLog } from '../../src/core/log.ts';
import { createMemberDefaults } from '../../src/core/members/member-defaults.ts';
import { createCharts } from '../../src/core/pictures/charts.ts';
import { createVoiceDesk } from '../../src/core/voices/voice-desk.ts';
import { createPurse } from '../../src/core/wallet/purse.ts';
import type { World } from '../fakes/world.ts';

/** The usual commands in front of a world, as the program puts them there. */
export function deskOver(
  world: World,
  {
    log = silentLog,
    isOwner = () => false,
  }: { readonly log?: Log; readonly isOwner?: (origin: Origin) => boolean } = {},
): CommandDesk {
  const { workshop, store, clock, jobs, eraser, keys } = world;
  const defaults = createMemberDefaults(store.cache('member-defaults'));
  return createDesk({
    commands: COMMANDS,
    services: {
      jobs,
      eraser,
      keys,
      charts: createCharts(log),
      defaults,
      rules: store.rules,
      voices: createVoiceDesk({ accounts: workshop, records: store, defaults }),
      genres: createGenreBook(workshop.audiopod.music, store.cache('genres')),
      purse: createPurse({
        records: store,
        wallet: workshop.audiopod.wallet,
        limits: workshop.limits,
        prices: workshop.prices,
        clock,
        isOwner,
      }),
    },
    clock,
    log,
  });
}
