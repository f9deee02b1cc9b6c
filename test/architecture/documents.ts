import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './sources.ts';

/** A page of documentation. */
export interface Document {
  /** From the checkout: `docs/slack.md`. */
  readonly path: string;
  readonly text: string;
}

/** Reads one page. */
export function documentAt(path: string): Document {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** Every page people read, except what a package brings along. */
export const DOCUMENTS: readonly Document[] = ['*.md', 'docs/*.md', 'sandbox/*.md']
  .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
  .map(documentAt);

/** The pages under docs/ and both READMEs: what owners and members go by. */
export const GUIDES: readonly Document[] = DOCUMENTS.filter(({ path }) => /^(?:README|docs\/)/.test(path));

/** Lists the fenced blocks of a page, without the indent of the step they belong to. */
export function codeBlocks({ text }: Document): readonly string[] {
  return [...text.matchAll(/^( *)```\w*\n(.*?)^ *```$/gms)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

/** Lists what stands between backticks in the prose and tables of a page. */
export function codeSpans({ text }: Document): readonly string[] {
  const prose = text.replaceAll(/^ *```.*?^ *```$/gms, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
}

/** Cuts the part of a page from one heading up to the next of the same depth. */
export function section({ path, text }: Document, heading: string): string {
  const [, depth = '##'] = /^(#+) /.exec(heading) ?? [];
  const start = text.indexOf(`${heading}\n`);
  if (start < 0) throw new Error(`${path} has no “${heading}”`);
  const end = text.slice(start + heading.length).search(new RegExp(`^#{1,${depth.length}} `, 'm'));
  return end < 0 ? text.slice(start) : text.slice(start, start + heading.length + end);
}

/** The name by which a link reaches a heading, as GitHub makes it. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');
}

/** Lists the names by which links reach the headings of a page. */
export function anchorsOf({ text }: Document): readonly string[] {
  const prose = text.replaceAll(/^ *```.*?^ *```$/gms, '');
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map((match) => anchorOf(match[1] ?? ''));
}
