import { ts } from '../../../typescript.js';

/** How a file is written, so that what we add looks like its neighbours. */
export interface Style {
  readonly quote: "'" | '"';
  readonly semicolon: ';' | '';
  readonly eol: '\n' | '\r\n';
  /** One level of indentation. */
  readonly indent: string;
}

/** Reads the style off the file: imports first, then any string; semicolons off the top-level statements. */
export function styleOf(source: ts.SourceFile): Style {
  return {
    quote: quoteOf(source),
    semicolon: semicolonOf(source),
    eol: /\r\n/.test(source.text) ? '\r\n' : '\n',
    indent: /^(\t| {2,8})\S/m.exec(source.text)?.[1] ?? '  ',
  };
}

function quoteOf(source: ts.SourceFile): "'" | '"' {
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) return statement.moduleSpecifier.getText().startsWith('"') ? '"' : "'";
  }
  const single = source.text.split("'").length;
  return source.text.split('"').length > single ? '"' : "'";
}

function semicolonOf(source: ts.SourceFile): ';' | '' {
  const ended = source.statements.filter(
    (statement) =>
      ts.isImportDeclaration(statement) || ts.isVariableStatement(statement) || ts.isExpressionStatement(statement),
  );
  const bare = ended.filter((statement) => !statement.getText().endsWith(';')).length;
  return ended.length > 0 && bare * 2 > ended.length ? '' : ';';
}

/** The text between the start of a node's line and the node, when that is only whitespace; else the line's own indentation. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/** A string literal in the file's quotes. */
export const quoted = (value: string, style: Style): string =>
  `${style.quote}${value.replaceAll('\\', '\\\\').replaceAll(style.quote, `\\${style.quote}`)}${style.quote}`;
