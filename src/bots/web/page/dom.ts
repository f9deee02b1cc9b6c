/** Attributes of an element. `true` sets an empty one; `false` and `undefined` set none. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Makes an element. Children that are strings become text, never markup, so nothing a person or a server wrote can
 * become part of the page.
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Outlines on a 24 by 24 grid. */
const PATHS = {
  play: 'M8 5.5v13l11-6.5z',
  pause: 'M8 5.5v13M16 5.5v13',
  download: 'M12 4v11m0 0 4.5-4.5M12 15l-4.5-4.5M5 19.5h14',
  send: 'M12 19V5.5m0 0-6 6m6-6 6 6',
  attach:
    'M19.5 11.5 12 19a4.6 4.6 0 0 1-6.5-6.5l7.8-7.8a3.1 3.1 0 0 1 4.4 4.4l-7.6 7.6a1.6 1.6 0 0 1-2.2-2.2l6.9-6.9',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M6 11h12v8.5H6z',
  close: 'M6.5 6.5l11 11m0-11-11 11',
  speech: 'M5 10v4m4-7v10m4-13v16m4-12v8m4-5v2',
  stems: 'M4 6.5h16M4 12h11M4 17.5h13',
  wallet:
    'M4 8.5A2.5 2.5 0 0 1 6.5 6H18v3.5M4 8.5V17a2 2 0 0 0 2 2h13a1 1 0 0 0 1-1v-7.5a1 1 0 0 0-1-1H5.5M16.5 14.2h.1',
} as const;
export type IconName = keyof typeof PATHS;

/** A picture for the eye only; the control around it carries the name. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon', `icon-${name}`);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** Words in which `` `commands` `` are set like code; line breaks are kept by the style. */
export function prose(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  text.split('`').forEach((part, index) => {
    if (part !== '') fragment.append(index % 2 === 1 ? el('code', {}, part) : part);
  });
  return fragment;
}
