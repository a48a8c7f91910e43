import path from 'node:path';
import { ts } from '../../typescript.js';
import { isComponent } from '../model/source.js';
import type { TypedSource, Workspace } from '../workspace.js';
import type { DiskWorkspace } from './workspace.js';

/** A workspace that sees the script blocks of components as modules of their own. */
export interface ComponentWorkspace extends Workspace {
  /** The first syntax error in a component's script with its line, null when it parses. */
  parseError(file: string): string | null;
}

/**
 * Lets the shapes look into `.vue` and `.svelte` files. A component is a module without types: what it imports is known by
 * name only, and everything but its script is blank, so that every offset and line is that of the file.
 */
export function openComponents(workspace: DiskWorkspace): ComponentWorkspace {
  const modules = new Map<string, TypedSource | null>();
  const moduleOf = (file: string): TypedSource | null => {
    const known = modules.get(file);
    if (known !== undefined) return known;
    const source = workspace.read(file);
    const module = source === null ? null : openModule(path.join(workspace.root, file), source.text);
    modules.set(file, module);
    return module;
  };
  const parseError = (file: string): string | null => {
    const module = moduleOf(file);
    return module === null ? null : firstSyntaxError(module);
  };
  const typed = (file: string): TypedSource | null => (parseError(file) === null ? moduleOf(file) : null);
  return {
    ...workspace,
    parseError,
    typed: (file) => (isComponent(file) ? typed(file) : workspace.typed(file)),
    syntax: (file) => (isComponent(file) ? (typed(file)?.sourceFile ?? null) : workspace.syntax(file)),
    relative: (file) => workspace.relative(file.replace(/(\.(?:vue|svelte))\.tsx?$/, '$1')),
  };
}

/** HTML comments, and script elements with their attributes and text. A slash before `>` closes an element at once. */
const SCRIPT = /<!--[\s\S]*?-->|<script(?=[\s>])((?:"[^"]*"|'[^']*'|[^'">])*)(?<!\/)>([\s\S]*?)(<\/script\s*>|$)/dgi;

/** The text with everything outside its script blocks blanked, and a semicolon where a block ends. */
export function scriptOf(text: string): string {
  let script = '';
  for (const { indices } of text.matchAll(SCRIPT)) {
    const span = indices?.[2];
    if (span === undefined) continue;
    const [start, end] = span;
    script += `${blank(text.slice(script.length, start))}${text.slice(start, end)}${end < text.length ? ';' : ''}`;
  }
  return script + blank(text.slice(script.length));
}

const blank = (text: string): string => text.replace(/[^\r\n\u2028\u2029]/g, ' ');

function openModule(absolutePath: string, text: string): TypedSource {
  const jsx = /<script\s[^>]*\blang\s*=\s*["']?[jt]sx/i.test(text);
  const name = `${absolutePath}.${jsx ? 'tsx' : 'ts'}`;
  const sourceFile = ts.createSourceFile(name, scriptOf(text), ts.ScriptTarget.Latest, true);
  const program = ts.createProgram({
    rootNames: [name],
    options: { noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.Latest, jsx: ts.JsxEmit.Preserve },
    host: {
      getSourceFile: (file) => (file === name ? sourceFile : undefined),
      fileExists: (file) => file === name,
      readFile: () => undefined,
      writeFile: () => undefined,
      getCurrentDirectory: () => path.dirname(name),
      getDefaultLibFileName: () => '',
      getCanonicalFileName: (file) => file,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => '\n',
    },
  });
  return { sourceFile, program, checker: program.getTypeChecker() };
}

function firstSyntaxError({ program, sourceFile }: TypedSource): string | null {
  const [first] = program.getSyntacticDiagnostics(sourceFile);
  if (first === undefined) return null;
  const line = sourceFile.getLineAndCharacterOfPosition(first.start).line + 1;
  return `syntax error on line ${line}: ${ts.flattenDiagnosticMessageText(first.messageText, ' ').replace(/\.$/, '')}`;
}
