import { html, type TemplateResult } from 'lit-html';

/** Outlines on a 24 by 24 grid. */
const PATHS = {
  play: 'M8 5.5v13l11-6.5z',
  pause: 'M8 5.5v13M16 5.5v13',
  download: 'M12 4v11m0 0 4.5-4.5M12 15l-4.5-4.5M5 19.5h14',
  send: 'M12 19V5.5m0 0-6 6m6-6 6 6',
  attach:
    'M19.5 11.5 12 19a4.6 4.6 0 0 1-6.5-6.5l7.8-7.8a3.1 3.1 0 0 1 4.4 4.4l-7.6 7.6a1.6 1.6 0 0 1-2.2-2.2l6.9-6.9',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M6 11h12v8.5H6z',
  copy: 'M9 9h10.5v10.5H9zM15 9V4.5H4.5V15H9',
  people:
    'M9 11.5a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6M3 19.5a6 6 0 0 1 12 0M16 5.3a3.3 3.3 0 0 1 0 6.2m2 2.4a6 6 0 0 1 3 5.6',
  close: 'M6.5 6.5l11 11m0-11-11 11',
  mute: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9.5l5 5m0-5-5 5',
  volume: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11',
  solo: 'M5 18v-5a7 7 0 0 1 14 0v5M5 14h3v5H5zM16 14h3v5h-3z',
  search: 'M10.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12m4.4 10.4 5 5',
  edit: 'M4.5 19.5h4L19 9l-4-4L4.5 15.5zM13 7l4 4',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  music:
    'M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z',
  speech: 'M5 10v4m4-7v10m4-13v16m4-12v8m4-5v2',
  stems: 'M4 6.5h16M4 12h11M4 17.5h13',
  wallet:
    'M4 8.5A2.5 2.5 0 0 1 6.5 6H18v3.5M4 8.5V17a2 2 0 0 0 2 2h13a1 1 0 0 0 1-1v-7.5a1 1 0 0 0-1-1H5.5M16.5 14.2h.1',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** Draws an icon, hidden from screen readers: the control around it has the name. */
export function icon(name: IconName): TemplateResult {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" class="icon icon-${name}"><path d=${PATHS[name]}></path></svg>`;
}
