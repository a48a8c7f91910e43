import { ts } from 'ts-morph';
import { ProgramLoader } from '../../codemods/src/disk/program.js';
import { openWorkspace } from '../../codemods/src/disk/workspace.js';
import { namesBySyntax } from '../../codemods/src/names/by-syntax.js';
import type { Names } from '../../codemods/src/names/names.js';
import { folderOf, treeOf, uninstall } from '../kit/repo.js';

/** Where a test points: the name right after `/*?*\/`. */
const MARK = '/*?*/';

/** A name of a file, with the names room over its folder. */
export interface Pointed {
  readonly node: ts.Node;
  readonly names: Names;
  readonly relative: (file: string) => string | null;
}

/** Opens files in a folder of their own, nothing installed, and takes the name that is marked in one of them. */
export function pointed(files: Readonly<Record<string, string>>): Pointed {
  const folder = folderOf(files);
  uninstall(folder);
  const all = Object.keys(treeOf(folder));
  const code = all.filter((file) => /\.[cm]?[jt]sx?$/.test(file));
  const manifests = all.filter((file) => /(^|\/)package\.json$/.test(file));
  const loader = new ProgramLoader(folder);
  const workspace = openWorkspace({ root: folder, files: code, candidates: code, manifests, loader });
  const [file] = Object.entries(files).find(([, text]) => text.includes(MARK)) ?? [];
  const tree = file === undefined ? null : workspace.syntax(file);
  if (file === undefined || tree === null) throw new Error('no file that parses has the mark');
  const offset = (files[file] ?? '').indexOf(MARK) + MARK.length;
  return { node: nodeAt(tree, offset), names: namesBySyntax(workspace.open), relative: workspace.relative };
}

/** The name or the key that starts at an offset. */
function nodeAt(tree: ts.SourceFile, offset: number): ts.Node {
  let found: ts.Node | null = null;
  const pending: ts.Node[] = [tree];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const isName = ts.isIdentifier(node) || ts.isStringLiteralLike(node) || node.kind === ts.SyntaxKind.ThisKeyword;
    if (node.getStart(tree) === offset && isName) found = node;
    ts.forEachChild(node, (child) => void pending.push(child));
  }
  if (found === null) throw new Error('nothing with a name stands at the mark');
  return found;
}

/** The line that declares the marked name, as `file: text`; null when the syntax gives no answer. */
export function declarationOf(files: Readonly<Record<string, string>>): string | null {
  const { node, names, relative } = pointed(files);
  let symbol = names.symbolAt(node);
  for (let steps = 0; symbol !== null && steps < 50; steps += 1) {
    const next = names.aliased(symbol);
    if (next === null) break;
    symbol = next;
  }
  const declaration = symbol?.valueDeclaration ?? symbol?.declarations?.[0];
  if (declaration === undefined) return null;
  const source = declaration.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(declaration.getStart(source));
  const text = (source.text.split('\n')[line] ?? '').replace(MARK, '').trim();
  return `${relative(source.fileName)}: ${text}`;
}

/** Where the value of the marked name, or of the call, access or await it begins, comes from: `Client of @temporalio/client: new workflow`. */
export function originsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const { node, names } = pointed(files);
  let whole = node as ts.Expression;
  while (ts.isIdentifier(whole.parent) === false && isContinued(whole)) whole = whole.parent as ts.Expression;
  return names
    .originsOf(whole)
    .map(({ specifier, name, path }) => `${name} of ${specifier}: ${path.join(' ')}`.replace(/: $/, ''));
}

/** `client.workflow` of the `client` in it, but not the method that is called on it at last. */
const isContinued = (node: ts.Node): boolean => {
  const { parent } = node;
  const isOn =
    (ts.isPropertyAccessExpression(parent) ||
      ts.isElementAccessExpression(parent) ||
      ts.isCallExpression(parent) ||
      ts.isNonNullExpression(parent)) &&
    parent.expression === node;
  return isOn && !(ts.isPropertyAccessExpression(parent) && parent.name.text === 'start');
};
