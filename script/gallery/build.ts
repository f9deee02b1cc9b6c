import type { Section } from './exhibit.ts';
import { failures, undelivered } from './sections/failures.ts';
import { forms } from './sections/forms.ts';
import { home } from './sections/home.ts';
import { menus } from './sections/menus.ts';
import { notices } from './sections/notices.ts';
import { outcomes } from './sections/outcomes.ts';
import { pictures } from './sections/pictures.ts';
import { platformMessages } from './sections/platform-messages.ts';
import { playground } from './sections/playground.ts';
import { progress } from './sections/progress.ts';
import { refusals } from './sections/refusals.ts';
import { replies } from './sections/replies.ts';
import { buttons, money } from './sections/states.ts';
import { dictionaries } from './sections/words.ts';

/** Draws all sections, in the order they are shown. */
export async function gallerySections(): Promise<readonly Section[]> {
  return [
    await outcomes(),
    await progress(),
    await failures(),
    await undelivered(),
    await refusals(),
    await replies(),
    await buttons(),
    await money(),
    await notices(),
    await platformMessages(),
    await forms(),
    await home(),
    await menus(),
    await playground(),
    await pictures(),
    ...(await dictionaries()),
  ];
}
