import type { JobView, PostView } from '../view.ts';
import { actionButtons, askBubble, type Press } from './answer-card.ts';
import { el, icon, prose } from './dom.ts';
import { createPlayer } from './player.ts';
import { documentList, pictureLink } from './post-files.ts';
import { readSaid } from './said.ts';
import type { Say } from './words.ts';

/** One job in the conversation. It is updated in place, so that a sound goes on playing. */
export interface JobCard {
  readonly element: HTMLElement;
  readonly createdAtMs: number;
  update(job: JobView): void;
}

/** Builds the card of a job. */
export function createJobCard(
  first: JobView,
  parts: {
    readonly say: Say;
    readonly press: Press;
    readonly announce: (sentence: string) => void;
  },
): JobCard {
  const { say, press, announce } = parts;
  const status = el('span', { class: 'card-status' });
  const cost = el('span', { class: 'card-cost' });
  const bar = el('progress', { class: 'card-progress', max: 100 });
  const posts = el('div', { class: 'card-posts' });
  const actions = el('div', { class: 'card-actions' });
  const number = el('span', { class: 'card-number' }, first.reference);
  const stop = el('div', { class: 'card-stop' });
  const head = el(
    'header',
    { class: 'card-head' },
    el('span', { class: 'card-dot' }),
    status,
    number,
    cost,
    stop,
  );
  const card = el('article', { class: 'card', 'aria-label': first.summary }, head, bar, posts, actions);
  const ask = askBubble({
    ...first.asked,
    who: say(first.isMine ? 'job.you' : 'job.member'),
    isPrivate: first.isPrivate ? say('job.private') : undefined,
  });
  const element = el('li', { class: 'entry', 'data-job': first.id }, ask, card);
  let shown = new Map<string, { readonly text: string; readonly element: HTMLElement }>();
  let shownActions = '';
  let spoken = '';
  let latest = first;

  function update(job: JobView): void {
    if (isOlder(job, latest)) return;
    latest = job;
    const isGoingOn = job.state === 'waiting' || job.state === 'running';
    card.setAttribute('data-state', job.state);
    card.toggleAttribute('data-asking', job.isAsking);
    status.textContent = job.status;
    cost.textContent = job.cost;
    // Nothing moves while a question waits for its answer.
    bar.hidden = !isGoingOn || job.isAsking;
    bar.setAttribute('aria-label', say('job.progress', { title: job.title }));
    if (job.percent === undefined) bar.removeAttribute('value');
    else bar.value = job.percent;
    showPosts(job);
    showActions(job);
    // The percent is left out: a screen reader is told of stages, not of every step.
    const sentence = `${job.title}: ${job.status.replace(/\s*\d+\s*%/, '')}`;
    if (spoken !== '' && spoken !== sentence) announce(sentence);
    spoken = sentence;
  }

  function showPosts(job: JobView): void {
    const next = new Map<string, { readonly text: string; readonly element: HTMLElement }>();
    for (const post of job.posts) {
      const known = shown.get(post.id);
      const text = JSON.stringify(post);
      next.set(post.id, known?.text === text ? known : { text, element: postPart(post, job) });
    }
    // Moving an element takes the focus from it, so what already stands in its place is left alone.
    const wanted = [...next.values()].map((post) => post.element);
    for (const part of [...posts.children]) if (!wanted.some((one) => one === part)) part.remove();
    wanted.forEach((part, at) => {
      if (posts.children[at] !== part) posts.insertBefore(part, posts.children[at] ?? null);
    });
    shown = next;
  }

  function postPart(post: PostView, job: JobView): HTMLElement {
    const part = el('section', { class: 'post' });
    const { about, lines } = readSaid(post.text);
    if (about !== '') part.append(el('p', { class: 'card-text' }, prose(about)));
    if (lines !== undefined) part.append(lines);
    const sounds = post.files.filter((file) => file.isSound);
    const documents = post.files.filter((file) => !file.isSound);
    // Every player shows the waveform of its own sound already.
    if (post.pictureUrl !== undefined && (sounds.length === 0 || job.asked.command === '/denoise')) {
      part.append(pictureLink(post.pictureUrl, post.pictureAlt ?? job.title));
    }
    if (sounds.length > 0) {
      const players = sounds.map((file) => createPlayer(file, say));
      part.append(
        el(
          'ul',
          {
            class: sounds.length > 1 ? 'players players-many' : 'players',
            'aria-label': say('job.results', { title: job.title }),
          },
          ...players,
        ),
      );
    }
    if (documents.length > 0) part.append(documentList(documents));
    return part;
  }

  function showActions(job: JobView): void {
    const state = JSON.stringify([job.actions, job.archiveUrl]);
    if (state === shownActions) return;
    shownActions = state;
    // Stopping stands beside the progress, unless it is the answer to a question; what to do next, under the outcome.
    const stops = job.actions.filter((one) => one.verb === 'cancel' && !job.isAsking);
    const others = job.actions.filter((one) => !stops.includes(one));
    stop.replaceChildren(...actionButtons(stops, press));
    actions.replaceChildren(...actionButtons(others, press));
    if (job.archiveUrl !== undefined) {
      const link = el('a', { class: 'button', href: job.archiveUrl, download: true }, icon('download'));
      link.append(say('job.downloadAll'));
      actions.prepend(link);
    }
    actions.hidden = actions.children.length === 0;
  }

  update(first);
  return { element, createdAtMs: first.createdAtMs, update };
}

/** Answers and events come over different connections, so an older state may arrive after a newer one. */
function isOlder(job: JobView, shown: JobView): boolean {
  return (
    job.version < shown.version || (job.version === shown.version && job.posts.length < shown.posts.length)
  );
}
