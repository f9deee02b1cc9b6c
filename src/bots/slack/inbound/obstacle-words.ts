import type { Locale } from '../../../core/model/locale.ts';
import { type Drawn, drawWords } from '../draw/message.ts';
import { say } from '../text/words.ts';
import type { FileObstacle } from './slack-file.ts';

/** Says why a file cannot be worked on, and what to do. @param botName what people invite. */
export function drawObstacle(obstacle: FileObstacle, botName: string, locale: Locale): Drawn {
  return drawWords(say(locale, `slack.file-${obstacle}`, { bot: botName }), [], locale);
}
