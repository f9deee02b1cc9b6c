import { html, render } from 'lit-html';
import { startDesk } from './desk-page.ts';
import { openDesk } from './requests.ts';

const container = document.getElementById('app') ?? document.body;
openDesk().then(
  (session) => startDesk(session, container),
  () => {
    // Without a session there are no texts yet; reloading is all that is needed.
    const reload = () => location.reload();
    const button = html`<button type="button" class="button" aria-label="Reload" @click=${reload}>↻</button>`;
    render(html`<main class="login">${button}</main>`, container);
  },
);
