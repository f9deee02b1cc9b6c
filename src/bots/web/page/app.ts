import { html, render } from 'lit-html';
import { startPage } from './page.ts';
import { openSession } from './server/api.ts';

const container = document.getElementById('app') ?? document.body;
openSession().then(
  (session) => startPage(session, container),
  () => {
    // Without a session there are no texts yet; reloading is all that is needed.
    const reload = () => location.reload();
    const button = html`<button type="button" class="button" aria-label="Reload" @click=${reload}>↻</button>`;
    render(html`<main class="login">${button}</main>`, container);
  },
);
