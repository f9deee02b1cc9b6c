/**
 * The options that keep ffmpeg to the bytes of one file. They stand before every input:
 *
 * - the demuxer is the one the bytes call for, so a playlist or manifest is never opened as one, whatever the
 *   file is called;
 * - only `file` and `pipe` may be opened, so nothing reaches the network even if a demuxer follows a reference;
 * - MP4 may name other files as its data ("drefs"); ffmpeg's default not to follow them is made explicit;
 * - pictures, subtitles and data are never touched.
 */
export function inputOptions(demuxer: string): readonly string[] {
  const references = demuxer === 'mov' ? ['-enable_drefs', '0', '-use_absolute_path', '0'] : [];
  return ['-protocol_whitelist', 'file,pipe', ...references, '-vn', '-sn', '-dn', '-f', demuxer];
}

/** The first audio stream and nothing else. Stands before every output. */
export const FIRST_SOUND = ['-map', '0:a:0', '-map_metadata', '-1', '-map_chapters', '-1'] as const;
