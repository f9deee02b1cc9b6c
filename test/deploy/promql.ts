import { parser } from '@prometheus-io/lezer-promql';

/** One metric in an expression, with the conditions on its labels. */
export interface Selection {
  readonly metric: string;
  readonly conditions: readonly { readonly label: string; readonly values: readonly string[] }[];
}

/** What an expression reads. */
export interface Expression {
  readonly selections: readonly Selection[];
  /** Labels that results are grouped or joined by. */
  readonly groupings: readonly string[];
}

/**
 * Reads an expression with Prometheus’s own grammar.
 *
 * @throws {Error} if it isn't one.
 */
export function readExpression(text: string): Expression {
  const selections: { metric: string; conditions: { label: string; values: string[] }[] }[] = [];
  const groupings: string[] = [];
  let label = '';
  parser.parse(text).iterate({
    enter({ type, from, to, node }) {
      if (type.isError) throw new Error(`No PromQL at ${from}: ${text}`);
      const word = text.slice(from, to);
      const last = selections.at(-1);
      if (type.name === 'VectorSelector') selections.push({ metric: '', conditions: [] });
      else if (type.name === 'Identifier' && last !== undefined) last.metric = word;
      else if (type.name === 'LabelName' && node.parent?.name === 'GroupingLabels') groupings.push(word);
      else if (type.name === 'LabelName') label = word;
      else if (type.name === 'StringLiteral' && node.parent?.name === 'UnquotedLabelMatcher')
        last?.conditions.push({ label, values: word.slice(1, -1).split('|') });
    },
  });
  return { selections, groupings };
}
