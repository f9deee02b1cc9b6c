/**
 * Beginnings of files that reference audio but contain none. Matched without byte order mark and leading
 * blanks.
 */
const BEGINNINGS: readonly RegExp[] = [
  /^#EXTM3U/i, // M3U, HLS
  /^#EXTINF/i,
  /^ffconcat\s+version/i, // ffmpeg's own list of files
  /^file\s+['"]?[^\s]/, // the same without its header
  /^\[playlist\]/i, // PLS
  /^\[Reference\]/i, // ASX in its old form
  /^v=0\r?\no=/, // SDP: a description of a network stream
  /^(?:REM\s|CATALOG\s|PERFORMER\s|TITLE\s|FILE\s)[\s\S]*?\bTRACK\s+\d+\s+AUDIO/i, // cue sheet
  /^(?:https?|rtsp|rtmp|mms|pnm|rtp|udp|file|concat|ftp|sftp):\/*\S/i, // RAM, M3U without a header
  /^(?:RTSPtext|SMILtext)/, // QuickTime text references
  /^[^\r\n]{1,255}\.(?:mp3|wav|m4a|flac|ogg|opus|aac|ts|m3u8?)\s*(?:\r?\n|$)/i, // a bare list of file names
];

/** The same for XML root elements (DASH, SMIL, XSPF, ASX, Smooth Streaming, WPL, QuickTime). */
const XML_ELEMENTS = /<\s*(?:MPD|smil|playlist|asx|SmoothStreamingMedia|rss|embed)\b|<\?(?:wpl|quicktime)\b/i;

/**
 * Whether a file is a playlist or manifest. It gets its own error instead of "not audio", because a member
 * who sends one believes it is audio.
 *
 * @param start the first bytes of the file, a few thousand.
 */
export function looksLikePlaylist(start: Uint8Array): boolean {
  const text = asText(start);
  if (text === undefined) return false;
  if (text.startsWith('<')) return XML_ELEMENTS.test(text);
  const lines = text.replace(/^(?:#(?!EXT)[^\n]*\n\s*)+/i, '');
  return BEGINNINGS.some((beginning) => beginning.test(lines));
}

/** Returns the bytes as text; `undefined` for audio and pictures, which contain control bytes early on. */
function asText(start: Uint8Array): string | undefined {
  const encoding = start[0] === 0xff && start[1] === 0xfe ? 'utf-16le' : 'utf-8';
  const text = new TextDecoder(encoding).decode(start).trimStart();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /[\u0000-\u0008\u000e-\u001f]/.test(text.slice(0, 256)) ? undefined : text;
}
