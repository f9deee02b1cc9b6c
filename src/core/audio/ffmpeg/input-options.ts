/**
 * Returns the options that restrict ffmpeg to the bytes of one file. They precede every input:
 *
 * - the demuxer is chosen by the bytes, so a playlist or manifest is never opened as one, whatever the file's
 *   name;
 * - only `file` and `pipe` may be opened, so nothing reaches the network even if a demuxer follows a
 *   reference;
 * - MP4 may reference other files as its data ("drefs"); ffmpeg's default not to follow them is made
 *   explicit;
 * - pictures, subtitles and data are never read.
 *
 * @param isStretch whether only a stretch of the file is read, which ffmpeg counts as a protocol.
 */
export function inputOptions(demuxer: string, isStretch = false): readonly string[] {
  const references = demuxer === 'mov' ? ['-enable_drefs', '0', '-use_absolute_path', '0'] : [];
  const protocols = isStretch ? 'file,pipe,subfile' : 'file,pipe';
  return ['-protocol_whitelist', protocols, ...references, '-vn', '-sn', '-dn', '-f', demuxer];
}

/** Selects only the first audio stream. Precedes every output. */
export const FIRST_SOUND = ['-map', '0:a:0', '-map_metadata', '-1', '-map_chapters', '-1'] as const;
