import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesOf } from '../../../../src/core/jobs/encode/names-of.ts';
import type { Input, Job } from '../../../../src/core/model/job/job.ts';
import { type SourceTags, safeTags } from '../../../../src/core/model/job/title.ts';
import { speech, stemsOf } from '../../../fakes/world.ts';

const ATTACHED = { kind: 'attachment', ref: 'a', name: '01 evening_drive.mp3' } as const;

function song(tags: SourceTags): Pick<Job, 'title' | 'request' | 'input'> {
  const input: Input = {
    kind: 'file',
    path: '/input',
    durationMs: 1_000,
    sizeBytes: 1,
    extension: 'mp3',
    mimeType: 'audio/mpeg',
    ...(Object.keys(tags).length > 0 && { tags }),
  };
  return { title: '01 evening_drive', request: stemsOf(ATTACHED), input };
}

describe('the names of files', () => {
  it('are those of the recording, in its tags and outside', () => {
    const tags = { title: 'Evening Drive', artist: 'Mira', album: 'Roads' };
    assert.deepEqual(namesOf(song(tags), 'backing_vocals'), {
      baseName: 'backing-vocals - Evening Drive',
      tags: {
        title: 'Evening Drive – backing vocals',
        artist: 'Mira',
        album: 'Roads',
        stem: 'backing_vocals',
      },
    });
  });

  it('are those of the file where the recording has none', () => {
    assert.deepEqual(namesOf(song({}), 'vocals'), {
      baseName: 'vocals - 01 evening_drive',
      tags: { title: '01 evening_drive – vocals', stem: 'vocals' },
    });
  });

  it('begin with what every chat app keeps', () => {
    assert.equal(namesOf(song({ title: '晚间/行车?' }), 'vocals').baseName, 'vocals - 晚间 行车');
    assert.equal(namesOf({ title: '你好', request: speech() }, 'speech').baseName, 'speech - 你好');
    assert.equal(namesOf({ title: 'Hi 你好', request: speech() }, 'speech').baseName, 'Hi-你好');
  });

  it('hold nothing that a recording could smuggle in', () => {
    const tags = safeTags({
      title: `\u202Eevil\0\n${'long '.repeat(100)}`,
      artist: '\u200B \uFFFD\t',
      album: 'A  B',
    });
    assert.deepEqual(Object.keys(tags), ['title', 'album']);
    assert.equal(tags.title?.length, 199);
    assert.match(tags.title ?? '', /^evil long long/);
    assert.equal(tags.album, 'A B');
  });
});
