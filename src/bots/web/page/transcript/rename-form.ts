import { html, type TemplateResult } from 'lit-html';
import type { Translate } from '../text/strings.ts';
import type { Speaker } from './speaker-timeline.ts';

const MAX_NAME = 60;

/** Draws one field per speaker. An empty name brings back the original one. */
export function renameForm(
  speakers: readonly Speaker[],
  t: Translate,
  act: { readonly save: (names: Readonly<Record<string, string>>) => void; readonly cancel: () => void },
): TemplateResult {
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    const { currentTarget } = event;
    if (!(currentTarget instanceof HTMLFormElement)) return;
    const given = [...new FormData(currentTarget)].map(
      ([label, name]) => [label, String(name).trim()] as const,
    );
    act.save(Object.fromEntries(given.filter(([, name]) => name !== '')));
  };
  const fields = speakers.map(
    ({ label, name }, index) => html`
      <input name=${label} .value=${name} maxlength=${MAX_NAME} autocomplete="off" data-speaker=${index % 6}
        aria-label=${t('transcript.nameOf', { name })}>
    `,
  );
  return html`
    <form class="speaker-form" @submit=${save}>
      ${fields}
      <button type="submit" class="primary">${t('transcript.save')}</button>
      <button type="button" class="button" @click=${act.cancel}>${t('form.cancel')}</button>
    </form>
  `;
}
