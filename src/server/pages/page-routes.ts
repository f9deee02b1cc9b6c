import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Router } from 'express';
import { PAGE_POLICY, pageDocument } from './page-document.ts';
import { renderPage } from './render-page.ts';

const DAY_MS = 86_400_000;
const PAGES = [
  { path: '/privacy', file: 'privacy.md', title: 'Privacy' },
  { path: '/terms', file: 'terms.md', title: 'Terms' },
] as const;

/** Who runs the bot, as the pages name them. */
export interface PageFacts {
  /** `OPERATOR_NAME`. */
  readonly name?: string;
  /** `OPERATOR_CONTACT`. */
  readonly contact?: string;
  readonly retentionMs: number;
}

/** Serves the pages about privacy and terms, which are read once. They need no session: anyone may know. */
export async function pageRoutes({ name, contact, retentionMs }: PageFacts): Promise<Router> {
  const placeholders = {
    operator: name ?? 'the bot owner',
    contact: contact ?? 'the bot owner, or an admin of your server or workspace',
    days: String(Math.round(retentionMs / DAY_MS)),
  };
  const router = Router();
  for (const { path, file, title } of PAGES) {
    const markdown = await readFile(fileURLToPath(new URL(`../../../docs/${file}`, import.meta.url)), 'utf8');
    const html = pageDocument(title, renderPage(markdown, placeholders));
    router.get(path, (_request, response) => {
      response
        .set({
          'Content-Security-Policy': PAGE_POLICY,
          'X-Content-Type-Options': 'nosniff',
          'Referrer-Policy': 'no-referrer',
        })
        .type('html')
        .send(html);
    });
  }
  return router;
}
