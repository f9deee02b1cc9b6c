/** Path under which the page's files are served. */
export const ASSETS_PATH = '/playground/page';

/** Path of the page's stylesheet. */
export const STYLES_PATH = `${ASSETS_PATH}/page.css`;

/** Path of the stylesheet that only the owner's desk loads, besides the page's. */
export const DESK_STYLES_PATH = `${ASSETS_PATH}/desk.css`;

/** Path under which lit-html is served. */
export const LIT_PATH = `${ASSETS_PATH}/lit-html`;

/** Path of the song that newcomers can try stems with. */
export const SONG_PATH = `${ASSETS_PATH}/example-song.m4a`;
