import { html, render } from 'lit-html';
import { startPage } from './page.ts';
import { openedSession } from './server/opened-session.ts';

const container = document.getElementById('app') ?? document.body;
openedSession.then(
  (session) => startPage(session, container),
  () => {
    // Without a session there are no texts yet; reloading is all that is needed.
    const reload = () => location.reload();
    const button = html`<button type="button" class="button" aria-label="Reload" @click=${reload}>↻</button>`;
    render(html`<main class="login">${button}</main>`, container);
  },
);
