import type { Reply, ReplyFile, Table } from '../../../commands/framework/reply.ts';
import type { Visitor } from '../guard/visitor.ts';
import type { FileView, ReplyView, TableView } from '../protocol/view.ts';
import { webWord } from '../text/words.ts';
import { actionViews } from './action-view.ts';
import { chartView } from './chart-view.ts';
import { voiceView } from './voice-view.ts';

/** A visitor as commands name one. People don't know these ids. */
const MEMBER = /@?(web:[0-9a-f]{16})\b/g;

/** Builds what a visitor sees of an immediate reply. `viewOf` stores a file and returns where it is. */
export function replyView(reply: Reply, visitor: Visitor, viewOf: (file: ReplyFile) => FileView): ReplyView {
  const { text, table, picture, chart, voices, files, actions, ...rest } = reply;
  const { locale } = visitor;
  const named = (words: string): string =>
    words.replace(MEMBER, (_whole, id: string) =>
      webWord(locale, id === visitor.member ? 'reply.you' : 'reply.otherVisitor'),
    );
  const shown = picture && viewOf(picture);
  return {
    ...rest,
    text: named(text),
    ...(table && { table: tableView(table, named) }),
    actions: actionViews(actions, locale),
    ...(chart && { chart: chartView(chart, picture?.title ?? chart.title) }),
    ...(voices && { voices: voices.map(voiceView) }),
    ...(shown && { pictureUrl: shown.url, pictureAlt: shown.name }),
    ...(files && { files: files.map(viewOf) }),
  };
}

function tableView({ columns, rows, jobIds }: Table, named: (words: string) => string): TableView {
  return { columns, rows: rows.map((row) => row.map(named)), ...(jobIds && { jobIds }) };
}
