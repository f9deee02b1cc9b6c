import { drawHome, drawRefusedHome } from '../../../src/bots/slack/home/draw-home.ts';
import { say } from '../../../src/bots/slack/text/words.ts';
import type { Reply } from '../../../src/commands/framework/reply.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { slackView } from '../draw/slack.ts';
import { exhibit, type Section } from '../exhibit.ts';
import { ASKS } from '../sample/asks.ts';
import { nameOf, replyOnSlack } from './replies.ts';

/** Shows the home of the app on Slack, made of the samples' replies. */
export async function home(): Promise<Section> {
  return {
    id: 'home',
    title: 'Home',
    about: 'The home of the app on Slack: what commands reply, and buttons that open their forms.',
    exhibits: [
      await exhibit('home of a member', async (locale) => [
        slackView(drawHome(await repliesFor(['/wallet balance', '/jobs list'], locale), locale)),
      ]),
      await exhibit('home of an admin', async (locale) => {
        const replies = await repliesFor(['/wallet balance', '/jobs list'], locale);
        const limits = await reply(
          (name) => name.startsWith('/wallet limits (') && name.includes('admin'),
          locale,
        );
        return [slackView(drawHome({ ...replies, limits }, locale))];
      }),
      await exhibit('home of a guest', (locale) => [
        slackView(drawRefusedHome(say(locale, 'slack.outsider'))),
      ]),
    ],
  };
}

async function repliesFor(
  [balance, jobs]: readonly [string, string],
  locale: Locale,
): Promise<{ readonly balance: Reply; readonly jobs: Reply }> {
  return {
    balance: await reply((name) => name === balance, locale),
    jobs: await reply((name) => name === jobs, locale),
  };
}

async function reply(isMeant: (name: string) => boolean, locale: Locale): Promise<Reply> {
  const ask = ASKS.find((one) => isMeant(nameOf(one)));
  if (ask === undefined) throw new Error('A reply of the home is not among the samples');
  return replyOnSlack(ask, locale);
}
