import { html, render, type TemplateResult } from 'lit-html';
import { emptyState } from '../../../src/bots/web/page/cards/empty-state.ts';
import { jobCard } from '../../../src/bots/web/page/cards/job-card.ts';
import { replyCard } from '../../../src/bots/web/page/cards/reply-card.ts';
import { createComposer } from '../../../src/bots/web/page/composer/composer.ts';
import { createMenu } from '../../../src/bots/web/page/composer/menu.ts';
import { createSecretDialog, secretFormFor } from '../../../src/bots/web/page/composer/secret-form.ts';
import { suggest } from '../../../src/bots/web/page/composer/suggestions.ts';
import { pageHeader } from '../../../src/bots/web/page/frame/header.ts';
import { createRedraw } from '../../../src/bots/web/page/frame/redraw.ts';
import { createTranslate, type Translate } from '../../../src/bots/web/page/text/strings.ts';
import type { SessionView } from '../../../src/bots/web/protocol/session-view.ts';
import type { FileView, JobView } from '../../../src/bots/web/protocol/view.ts';
import type { Slot, SlotContext } from './slot.ts';

/** Draws every slot for the playground's page, by the page's own code. */
const contexts: Readonly<Record<string, SlotContext>> = jsonIn(document.getElementById('contexts'));
const sound = document.getElementById('sound')?.textContent ?? '';
const icon = document.querySelector('link[rel="icon"]')?.getAttribute('href') ?? '';
const press = async (): Promise<void> => {};
const nothingHappens = (): void => {};
const on = {
  edit: nothingHappens,
  copy: nothingHappens,
  copyLink: nothingHappens,
  remove: nothingHappens,
  open: nothingHappens,
};
const STEPS = { submit: nothingHappens, chooseFiles: nothingHappens, splitExample: async () => {} };
const nothingStored = { read: () => undefined, write: nothingHappens };
const signal = new AbortController().signal;

for (const place of document.querySelectorAll<HTMLElement>('.slot')) {
  const context = contexts[place.dataset['locale'] ?? ''];
  if (context === undefined) continue;
  const slot = jsonIn<Slot>(place.firstElementChild);
  place.replaceChildren();
  void draw(slot, context, place).catch(explain(place));
}

async function draw(slot: Slot, context: SlotContext, place: HTMLElement): Promise<void> {
  const t = createTranslate(context.words);
  switch (slot.kind) {
    case 'reply':
      render(
        timeline(replyCard({ key: 'reply', line: slot.line, reply: slot.reply }, { t, press, on })),
        place,
      );
      return;
    case 'job':
      render(timeline(jobCard(withSound(slot.job), { t, press, on })), place);
      return;
    case 'header': {
      render(pageHeader(slot, t, slot, nothingHappens), place);
      // The icon's own address is one of the bot. A browser requests it only after this task.
      place.querySelector('img')?.setAttribute('src', icon);
      return;
    }
    case 'empty':
      render(emptyState(t, { isSandbox: true, steps: STEPS }), place);
      return;
    case 'composer':
      drawComposer(slot.line, context, t, place);
      return;
    case 'menu':
      await drawMenu(slot, context, t, place);
      return;
    case 'secrets':
      drawSecretForm(slot.line, context, t, place);
      return;
  }
}

function timeline(entry: TemplateResult): TemplateResult {
  return html`<ol class="timeline">${entry}</ol>`;
}

function drawComposer(line: string, context: SlotContext, t: Translate, place: HTMLElement): void {
  const redraw = createRedraw(() => render(composer.view(), place));
  const session = sessionOf(context);
  const stored = { draft: { ...nothingStored, read: () => line }, lines: nothingStored };
  const composer = createComposer({
    session,
    t,
    announce: nothingHappens,
    send: async () => false,
    redraw,
    stored,
    estimate: async () => ({ cost: '$0.02', isTooMuch: false }),
  });
  redraw();
}

async function drawMenu(
  { line, attachments }: Extract<Slot, { readonly kind: 'menu' }>,
  { commands }: SlotContext,
  t: Translate,
  place: HTMLElement,
): Promise<void> {
  // Actions after a drawing would move the whole gallery, or its focus.
  const menu = createMenu({ t, announce: nothingHappens, onChoose: nothingHappens, redraw: nothingHappens });
  const draft = { line, caret: line.length, attachments };
  menu.show(await suggest(draft, { commands, t, find: async () => [] }, signal));
  render(menu.view(), place);
}

/** Shows the form, a dialog over the page, as a part of the page. */
function drawSecretForm(line: string, { commands }: SlotContext, t: Translate, place: HTMLElement): void {
  const form = secretFormFor(line, commands);
  if (form === undefined) throw new Error(`${line}: no form`);
  const dialog = createSecretDialog(t, nothingHappens);
  void dialog.ask(form);
  render(dialog.view(), place);
  place.querySelector('dialog')?.setAttribute('open', '');
}

function withSound(job: JobView): JobView {
  // Players are identified by their address.
  const heard = (file: FileView, at: number): FileView =>
    file.isSound ? { ...file, url: `${sound}#${at}` } : file;
  return { ...job, posts: job.posts.map((post) => ({ ...post, files: post.files.map(heard) })) };
}

function sessionOf({ words, commands }: SlotContext): SessionView {
  return { locale: 'en', words, commands, maxAttachmentBytes: 50_000_000, isSandbox: true };
}

function explain(place: HTMLElement): (error: unknown) => void {
  return (error) => {
    place.classList.add('broken');
    place.textContent = String(error);
  };
}

/** The gallery wrote this JSON, so its shape is known. */
function jsonIn<T>(element: Element | null): T {
  return JSON.parse(element?.textContent ?? 'null') as T;
}
