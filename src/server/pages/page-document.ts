/** Plain and readable without scripts, on any screen, light or dark, in the colors of the playground. */
const STYLE = `
:root { color-scheme: light dark; --text: light-dark(#1d1c1a, #eceae6); --soft: light-dark(#5f5b53, #a5a8ad);
  --back: light-dark(#f7f6f3, #131416); --line: light-dark(#dedbd3, #33373c); --link: light-dark(#0f766e, #4fd1c1); }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; } h2 { font-size: 1.25rem; margin-top: 2.25rem; }
a { color: var(--link); } code { font-size: .9em; overflow-wrap: anywhere; }
.table { overflow-x: auto; } table { border-collapse: collapse; font-size: .9rem; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem .4rem 0; text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
`;

/** Builds the document around a rendered page. */
export function pageDocument(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body><main>${body}</main></body>
</html>
`;
}

/** Lets the browser load nothing but the style that is in the document. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
