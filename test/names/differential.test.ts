import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import { ProgramLoader } from '../../codemods/src/disk/program.js';
import { type DiskWorkspace, openWorkspace } from '../../codemods/src/disk/workspace.js';
import { namesBySyntax } from '../../codemods/src/names/by-syntax.js';
import { namesByTypes } from '../../codemods/src/names/by-types.js';
import type { Names } from '../../codemods/src/names/names.js';
import { root } from '../kit/built.js';
import { folderOf, treeOf } from '../kit/repo.js';

const CODE = /\.[cm]?[jt]sx?$/;

/** Opens a folder as a run does. */
function workspaceOf(folder: string): DiskWorkspace {
  const files = Object.keys(treeOf(folder));
  const code = files.filter((file) => CODE.test(file) && !file.endsWith('.d.ts'));
  const manifests = files.filter((file) => /(^|\/)package\.json$/.test(file));
  const workspace = openWorkspace({
    root: folder,
    files: code,
    candidates: code,
    manifests,
    loader: new ProgramLoader(folder),
  });
  workspace.expectTyped(code);
  return workspace;
}

/** Every name and key of a file, in the order in which they stand. */
function namesIn(file: ts.SourceFile): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const pending: ts.Node[] = [file];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const isKey = ts.isStringLiteralLike(node) && ts.isElementAccessExpression(node.parent);
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || isKey) found.push(node);
    ts.forEachChild(node, (child) => void pending.push(child));
  }
  return found.sort((a, b) => a.pos - b.pos);
}

/** Where the declarations behind a name stand, null when there is no answer, or it leads out of the folder. */
function placesOf(node: ts.Node, names: Names, workspace: DiskWorkspace): ReadonlySet<string> | null {
  let symbol = names.symbolAt(node);
  for (let steps = 0; symbol !== null && steps < 50; steps += 1) {
    const next = names.aliased(symbol);
    if (next === null || next.declarations === undefined) break;
    symbol = next;
  }
  const declarations = symbol?.declarations ?? [];
  const isImport = declarations.some(
    (one) =>
      ts.isImportSpecifier(one) ||
      ts.isImportClause(one) ||
      ts.isNamespaceImport(one) ||
      ts.isExportSpecifier(one) ||
      ts.isNamespaceExport(one) ||
      ts.isImportEqualsDeclaration(one),
  );
  const places = declarations.map((one) => {
    const source = one.getSourceFile();
    const file = workspace.relative(source.fileName);
    const { line, character } = source.getLineAndCharacterOfPosition(one.getStart(source));
    return file === null ? null : `${file}:${line + 1}:${character + 1}`;
  });
  if (isImport || places.length === 0 || places.includes(null)) return null;
  return new Set(places as readonly string[]);
}

interface Compared {
  readonly differences: readonly string[];
  readonly both: number;
}

/** Reads every name of a folder both ways. */
function compare(folder: string): Compared {
  const workspace = workspaceOf(folder);
  const syntax = namesBySyntax(workspace.open);
  const differences: string[] = [];
  let both = 0;
  for (const file of workspace.candidates) {
    const tree = workspace.syntax(file);
    const typed = workspace.typed(file);
    if (tree === null || typed === null) continue;
    const types = namesByTypes(typed.checker, syntax);
    const other = namesIn(typed.sourceFile);
    for (const [index, node] of namesIn(tree).entries()) {
      const same = other[index] as ts.Node;
      const written = placesOf(node, syntax, workspace);
      const known = written === null ? null : placesOf(same, types, workspace);
      if (written === null || known === null) continue;
      both += 1;
      // Of JavaScript with a declaration file beside it, the syntax says where it is written, the types where it is declared.
      const isDeclared = [...known].some((place) => /\.d\.[cm]?ts:/.test(place));
      if (isDeclared || [...written].some((place) => known.has(place))) continue;
      const { line, character } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
      const at = `${file}:${line + 1}:${character + 1} ${node.getText()}`;
      differences.push(`${at}: syntax says ${[...written].join(', ')}, types say ${[...known].join(', ')}`);
    }
  }
  return { differences, both };
}

/** All fixtures beside each other, each over the base, under one tsconfig. */
function fixturesTogether(): string {
  const fixtures = join(root, 'fixtures');
  const base = treeOf(join(fixtures, 'base'));
  const themes = readdirSync(fixtures).filter((theme) => theme !== 'base' && theme !== 'saas-app');
  const files: Record<string, Buffer> = {};
  for (const theme of themes)
    for (const name of readdirSync(join(fixtures, theme))) {
      const own = treeOf(join(fixtures, theme, name, 'before'));
      for (const [file, bytes] of Object.entries({ ...base, ...own })) files[`${theme}/${name}/${file}`] = bytes;
    }
  const config = readFileSync(join(fixtures, 'base/tsconfig.json'));
  return folderOf(
    Object.fromEntries(Object.entries(files).filter(([file]) => !/(^|\/)tsconfig[^/]*\.json$/.test(file))),
    { 'tsconfig.json': config },
  );
}

describe('a name read from the syntax means what the checker says', { timeout: 240_000 }, () => {
  test('in every fixture', () => {
    const { differences, both } = compare(fixturesTogether());
    expect(differences).toEqual([]);
    expect(both).toBeGreaterThan(10_000);
  });

  test('in our own sources', () => {
    const copied = folderOf(
      Object.fromEntries(
        ['codemods', 'routing'].flatMap((name) => {
          const tree = treeOf(join(root, name, 'src'));
          const config = join(root, name, 'tsconfig.json');
          return [
            ...Object.entries(tree).map(([file, bytes]) => [`${name}/src/${file}`, bytes] as const),
            ...(existsSync(config) ? [[`${name}/tsconfig.json`, readFileSync(config)] as const] : []),
          ];
        }),
      ),
      { 'tsconfig.base.json': readFileSync(join(root, 'tsconfig.base.json')) },
    );
    const { differences, both } = compare(copied);
    expect(differences).toEqual([]);
    expect(both).toBeGreaterThan(10_000);
  });
});
