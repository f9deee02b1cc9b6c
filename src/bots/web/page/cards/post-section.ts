import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { FileView, JobView, PostView } from '../../protocol/view.ts';
import '../player/compare-player.ts';
import '../player/stem-mixer.ts';
import '../player/track-player.ts';
import '../transcript/transcript-studio.ts';
import { codeSpans } from '../text/code-spans.ts';
import type { Translate } from '../text/strings.ts';
import { documentList, pictureLink } from './post-files.ts';
import { readTranscript, transcriptLines } from './transcript.ts';

/** Draws one post of a job: its text, a transcript, a picture, players and files. */
export function postSection(post: PostView, job: JobView, t: Translate): TemplateResult {
  const { about, lines } = readTranscript(post.text);
  const tracks = post.files.filter((file) => file.isSound);
  // The studio offers the documents of a transcript itself, in every format.
  const documents = post.transcript === undefined ? post.files.filter((file) => !file.isSound) : [];
  // Players and the studio draw what the picture shows, in the page's own colors.
  const hasPicture = tracks.length === 0 && post.transcript === undefined;
  return html`
    <section class="post">
      ${about === '' ? nothing : html`<p class="card-text">${codeSpans(about)}</p>`}
      ${lines.length === 0 || post.transcript !== undefined ? nothing : transcriptLines(lines)}
      ${studio(post, job, t)}
      ${post.pictureUrl === undefined || !hasPicture ? nothing : pictureLink(post.pictureUrl, post.pictureAlt ?? job.title)}
      ${sounds(post, tracks, job, t)}
      ${documents.length === 0 ? nothing : documentList(documents)}
    </section>
  `;
}

/** Draws the transcript beside its recording. */
function studio({ transcript }: PostView, { title, source }: JobView, t: Translate): unknown {
  if (transcript === undefined) return nothing;
  const content = { title, transcript, ...(source && { source }) };
  return html`<transcript-studio .t=${t} .content=${content}></transcript-studio>`;
}

/** Draws the mixer where the tracks belong together, and a player for each where they don't. */
function sounds(
  { mixUrl }: PostView,
  tracks: readonly FileView[],
  { title, source, asked }: JobView,
  t: Translate,
): TemplateResult | typeof nothing {
  const [after] = tracks;
  if (after === undefined) return nothing;
  if (source !== undefined && asked.command === '/denoise' && tracks.length === 1) {
    const comparison = { title, before: source, after };
    return html`<compare-player .t=${t} .comparison=${comparison}></compare-player>`;
  }
  if (mixUrl === undefined) return playerList(tracks, t('job.results', { title }), t);
  return html`<stem-mixer .t=${t} .mix=${{ title, tracks, url: mixUrl }}></stem-mixer>`;
}

/** Draws the players, keyed by file, so that one keeps playing whatever changes around it. */
function playerList(tracks: readonly FileView[], label: string, t: Translate): TemplateResult {
  const players = repeat(
    tracks,
    ({ url }) => url,
    (track) => html`
      <li>
        <track-player class="player" data-stem=${track.name.split(' ')[0]?.toLowerCase() ?? nothing}
          .t=${t} .track=${track}></track-player>
      </li>
    `,
  );
  return html`<ul class=${tracks.length > 1 ? 'players players-many' : 'players'} aria-label=${label}>${players}</ul>`;
}
