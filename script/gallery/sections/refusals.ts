import type { ErrorCode } from '../../../src/core/model/error-codes.ts';
import { explainFailure } from '../../../src/core/text/explain-failure.ts';
import { refusalPanels } from '../draw/panels.ts';
import { codesAt } from '../error-places.ts';
import { type Exhibit, exhibit, type Section } from '../exhibit.ts';
import { errorFacts } from '../facts.ts';

/** Shows every refusal of a request. */
export async function refusals(): Promise<Section> {
  const shown: Exhibit[] = [];
  for (const code of codesAt('asked')) shown.push(await refusal(code));
  return {
    id: 'refusals',
    title: 'Refusals',
    about: 'Every error that is the answer to a command or a button, before any job.',
    exhibits: shown,
  };
}

function refusal(code: ErrorCode): Promise<Exhibit> {
  return exhibit(code, (locale) =>
    refusalPanels(explainFailure(locale, { code, facts: errorFacts(code, locale) }), locale),
  );
}
