import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gallerySections } from '../../script/gallery/build.ts';
import { type Exhibit, markupOf, type Section } from '../../script/gallery/exhibit.ts';
import { runGallery } from '../../script/gallery.ts';
import { COMMANDS } from '../../src/commands/catalog.ts';
import { NEXT_STEPS } from '../../src/core/model/job/action.ts';
import { MUSIC_TASKS } from '../../src/core/model/job/request.ts';
import { LOCALES } from '../../src/core/model/locale.ts';
import { SERVICES } from '../../src/core/model/service.ts';
import { errorWords } from '../../src/core/text/en/errors.ts';
import { helpWords } from '../../src/core/text/en/help.ts';
import { jobWords } from '../../src/core/text/en/jobs.ts';
import { ROOT, sourcesIn } from '../architecture/sources.ts';

/** A file that holds the English words of something. */
const DICTIONARY = /\/text\/en(?:\/[\w-]+)?\.ts$/;

describe('the gallery', () => {
  let sections: readonly Section[] = [];
  before(async () => {
    sections = await gallerySections();
  });

  const exhibitsOf = (id: string): readonly Exhibit[] =>
    sections.find((one) => one.id === id)?.exhibits ?? assert.fail(`There is no section ${id}`);
  const namesIn = (id: string): readonly string[] => exhibitsOf(id).map(({ name }) => name);
  const lacks = (id: string, wanted: readonly string[]): readonly string[] =>
    wanted.filter((name) => !namesIn(id).includes(name));

  it('shows every text of every dictionary there is', async () => {
    const files = sourcesIn('src').filter(({ path }) => DICTIONARY.test(path));
    assert.ok(files.length > 8);
    const words = sections.filter(({ id }) => id.startsWith('words-')).flatMap(({ exhibits }) => exhibits);
    const shown = new Set(words.map(({ name }) => name));
    for (const { path } of files) {
      const dictionaries: Readonly<Record<string, object>> = await import(join(ROOT, path));
      const keys = Object.values(dictionaries).flatMap((one) => Object.keys(one));
      assert.ok(keys.length > 0, path);
      assert.deepEqual(
        keys.filter((key) => !shown.has(key)),
        [],
        path,
      );
    }
  });

  it('shows every error where people read it', () => {
    const names = ['refusals', 'failures', 'undelivered'].flatMap(namesIn);
    const codes = Object.keys(errorWords).flatMap((key) => /^error\.(.+)\.what$/.exec(key)?.[1] ?? []);
    assert.ok(codes.length > 100);
    assert.deepEqual(
      codes.filter((code) => !names.includes(code)),
      [],
    );
  });

  it('shows a result and the progress of every service, and every kind of music', () => {
    assert.deepEqual(lacks('outcomes', SERVICES), []);
    assert.deepEqual(
      lacks(
        'outcomes',
        MUSIC_TASKS.map((task) => `music: ${task}`),
      ),
      [],
    );
    assert.deepEqual(
      lacks(
        'progress',
        SERVICES.map((service) => `watching: ${service}`),
      ),
      [],
    );
  });

  it('shows every state, every button and every sentence about progress in the place it is made for', () => {
    const markup = (...ids: readonly string[]): string => ids.flatMap(exhibitsOf).map(markupOf).join('\n');
    const places = {
      'job.progress.': markup('progress'),
      'job.state.': markup('replies', 'outcomes', 'failures'),
      'job.action.': markup('buttons'),
      'run.': markup('buttons'),
    };
    for (const [start, shown] of Object.entries(places)) {
      const texts = Object.entries({ ...jobWords, ...helpWords }).filter(([key]) => key.startsWith(start));
      assert.ok(texts.length > 0, start);
      for (const [key, text] of texts) assert.ok(shown.includes(partOf(text)), key);
    }
    assert.equal(exhibitsOf('buttons').length, 12);
    assert.ok(NEXT_STEPS.every((step) => namesIn('replies').some((name) => name.includes(`next-${step}`))));
  });

  it('shows an answer of every command that answers at once', () => {
    const lines = COMMANDS.flatMap((command) =>
      'action' in command
        ? [{ line: `/${command.name}`, action: command.action }]
        : Object.entries(command.subcommands).map(([name, action]) => ({
            line: `/${command.name} ${name}`,
            action,
          })),
    ).filter(({ action }) => !action.startsJob);
    assert.ok(lines.length > 20);
    const names = namesIn('replies');
    for (const { line } of lines)
      assert.ok(
        names.some((name) => `${name} `.startsWith(`${line} `)),
        line,
      );
  });

  it('shows both languages the same way, each once, and no gap without a fact', () => {
    for (const { id, exhibits } of sections) {
      const names = exhibits.map(({ name }) => name);
      assert.deepEqual(names.length, new Set(names).size, `${id} shows something twice`);
      for (const { name, panels } of exhibits) {
        const [first, ...others] = LOCALES.map((locale) => panels[locale].map(({ where }) => where));
        assert.ok(first !== undefined && first.length > 0, `${id}: ${name}`);
        for (const other of others) assert.deepEqual(other, first, `${id}: ${name}`);
      }
      for (const one of exhibits) assert.doesNotMatch(markupOf(one), /\{\{\w+\}\}/, `${id}: ${one.name}`);
    }
  });

  describe('as a page', () => {
    let folder = '';
    let path = '';
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'gallery-'));
      path = (await runGallery(['--out', join(folder, 'sub', 'gallery.html')], async () => sections)).trim();
    });
    after(() => rm(folder, { recursive: true, force: true }));

    it('has an anchor for each section in its table of contents', async () => {
      const text = await readFile(path, 'utf8');
      for (const { id } of sections) {
        assert.ok(text.includes(`<a href="#${id}">`) && text.includes(`<section id="${id}">`), id);
      }
    });
  });

  it('explains its options, and refuses those it does not know', async () => {
    assert.match(await runGallery(['--help']), /--out FILE {3}where to; data\/gallery\.html by default/);
    await assert.rejects(runGallery(['--output', 'x']), /Unknown option '--output'/);
  });
});

/** The longest piece of a text without a gap in it, as it stands in markup. */
function partOf(text: string): string {
  const [longest = ''] = text.split(/\{\{\w+\}\}/).toSorted((a, b) => b.length - a.length);
  return longest.trim();
}
