import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sniff } from '../../../../src/core/audio/measure/sniff.ts';
import { createSoundFolder, SOUND, type SoundFolder } from '../../../fixtures/audio.ts';

describe('sniffing a file', () => {
  let folder: SoundFolder;
  before(async () => {
    folder = await createSoundFolder();
  });
  after(() => folder[Symbol.asyncDispose]());

  const FORMATS = [
    { name: 'a.wav', demuxer: 'wav', options: [] },
    { name: 'a.rf64', demuxer: 'wav', options: ['-rf64', 'always', '-f', 'wav'] },
    { name: 'a.mp3', demuxer: 'mp3', options: [] },
    { name: 'bare.mp3', demuxer: 'mp3', options: ['-id3v2_version', '0', '-write_xing', '0'] },
    { name: 'a.flac', demuxer: 'flac', options: [] },
    { name: 'a.m4a', demuxer: 'mov', options: [] },
    { name: 'a.mov', demuxer: 'mov', options: [] },
    { name: 'a.3gp', demuxer: 'mov', options: ['-c:a', 'aac'] },
    { name: 'a.ogg', demuxer: 'ogg', options: ['-c:a', 'libvorbis'] },
    { name: 'a.opus', demuxer: 'ogg', options: ['-ar', '48000'] },
    { name: 'a.aac', demuxer: 'aac', options: [] },
    { name: 'a.webm', demuxer: 'matroska', options: ['-c:a', 'libopus', '-ar', '48000'] },
    { name: 'a.mkv', demuxer: 'matroska', options: ['-c:a', 'flac'] },
    { name: 'a.avi', demuxer: 'avi', options: [] },
    { name: 'a.aiff', demuxer: 'aiff', options: [] },
    { name: 'a.wma', demuxer: 'asf', options: [] },
    { name: 'a.caf', demuxer: 'caf', options: [] },
  ];
  for (const { name, demuxer, options } of FORMATS) {
    it(`reads ${name} with the demuxer ${demuxer}`, async () => {
      const path = await folder.sound(name, SOUND.tone(0.5), ...options);
      assert.equal((await sniff(path)).demuxer, demuxer);
    });
  }

  it('goes by the bytes of a WAV that is called .mp3', async () => {
    const path = await folder.sound('speech.mp3', SOUND.tone(0.2), '-f', 'wav');
    assert.deepEqual(await sniff(path), {
      extension: 'wav',
      mimeType: 'audio/wav',
      demuxer: 'wav',
      startByte: 0,
    });
  });

  it('names an empty file as such', async () => {
    await assert.rejects(sniff(await folder.write('empty.wav', '')), { code: 'file-empty' });
  });

  const PLAYLISTS: Readonly<Record<string, string>> = {
    'an M3U playlist': '#EXTM3U\n#EXTINF:3,Song\nhttp://127.0.0.1/a.mp3\n',
    'an HLS manifest behind a byte order mark': '\uFEFF\r\n#EXTM3U\n#EXT-X-VERSION:3\nseg0.ts\n',
    'an M3U playlist without its header': 'http://127.0.0.1/a.mp3\n',
    'a list of file names': '../../etc/secret.wav\nother.wav\n',
    'an ffmpeg concat script': "ffconcat version 1.0\nfile '/etc/passwd'\n",
    'an ffmpeg concat script without its header': "# made by me\nfile '/etc/passwd'\n",
    'a PLS playlist': '[playlist]\nFile1=http://127.0.0.1/a.mp3\n',
    'an SDP description': 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=audio 5004 RTP/AVP 0\r\n',
    'a DASH manifest': '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    'an XSPF playlist': '<?xml version="1.0"?><playlist version="1" xmlns="http://xspf.org/ns/0/"/>',
    'a SMIL document': '<smil><body><audio src="http://127.0.0.1/a.mp3"/></body></smil>',
    'an ASX playlist': '<ASX version="3.0"><ENTRY><REF HREF="http://127.0.0.1/a"/></ENTRY></ASX>',
    'a cue sheet': 'PERFORMER "X"\nFILE "x.wav" WAVE\n  TRACK 01 AUDIO\n',
    'a RealMedia metafile': 'rtsp://127.0.0.1/a.rm\n',
  };
  for (const [what, content] of Object.entries(PLAYLISTS)) {
    it(`refuses ${what} that is called .mp3`, async () => {
      await assert.rejects(sniff(await folder.write('list.mp3', content)), { code: 'file-is-playlist' });
    });
  }

  const OTHERS: Readonly<Record<string, string | Uint8Array>> = {
    'a picture': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    'plain text': 'Dear diary, today I recorded a song.\n',
    'a web page': '<!doctype html><html><body>audio</body></html>',
    'a zip': Buffer.from('504b0304140000000000', 'hex'),
    'a MIDI score': Buffer.from('4d546864000000060000000100604d54726b', 'hex'),
    'random bytes': Buffer.from('0badc0de0badc0de0badc0de0badc0de', 'hex'),
    'a single byte': 'x',
  };
  for (const [what, content] of Object.entries(OTHERS)) {
    it(`refuses ${what} that is called .wav`, async () => {
      await assert.rejects(sniff(await folder.write('other.wav', content)), { code: 'file-not-audio' });
    });
  }
});
