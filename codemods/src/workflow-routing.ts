import { ts } from '../typescript.js';
import type { WorkflowRouting } from './model/config.js';
import type { Unfit } from './model/site.js';
import { bind, lookUp } from './names/scope.js';
import type { Workspace } from './workspace.js';

/** What starts in workflow code import of their routing. */
const NAMES = ['routeForTenant', 'routeForSystemJob', 'startOptions'] as const;

/** Packages that are known to run inside a workflow. */
const SAFE = /^(temporal-queue-routing|@temporalio\/(workflow|common))$/;

/** Global names that a workflow does not have, or must not read. */
const FOREIGN: ReadonlySet<string> = new Set([
  'process',
  'Buffer',
  'crypto',
  'fetch',
  'Deno',
  'Bun',
  '__dirname',
  '__filename',
]);

/**
 * Whether the module that the config names for workflow code may be imported there: it and every file of the repository
 * that it imports read no environment, and no package is loaded that nobody looked into. Null when it may.
 */
export function unfitRouting(access: WorkflowRouting | null, workspace: Workspace): Unfit | null {
  if (access?.form !== 'module') return null;
  const { module } = access;
  const source = workspace.syntax(module);
  if (source === null) return { reason: 'no-settings', detail: `${module} is not there` };
  const missing = missingFrom(source);
  if (missing.length > 0) return { reason: 'no-settings', detail: `${module} does not export ${missing.join(', ')}` };
  const seen = new Set<string>();
  const pending = [module];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const at = workspace.syntax(file);
    const fault = at === null ? `${file} cannot be read` : faultIn(at, file);
    if (fault !== null) return unfit(module, fault);
    for (const specifier of at === null ? [] : specifiersOf(at)) {
      const target = workspace.resolve(specifier, file);
      if (target !== null) pending.push(target);
      else if (!SAFE.test(specifier)) return unfit(module, `${file} imports ${specifier}`);
    }
  }
  return null;
}

const unfit = (module: string, fault: string): Unfit => ({
  reason: 'workflow-code',
  detail: `${module} must not be imported into workflow code: ${fault}`,
});

/** The first thing in a file that workflow code must not do, with its line. */
function faultIn(source: ts.SourceFile, file: string): string | null {
  const bound = bind(source);
  const pending: ts.Node[] = [bound];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const word = foreignIn(node);
    if (word !== null) return `${file}:${bound.getLineAndCharacterOfPosition(node.getStart()).line + 1} reads ${word}`;
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => {
      if (!ts.isTypeNode(child)) children.push(child);
    });
    pending.push(...children.reverse());
  }
  return null;
}

function foreignIn(node: ts.Node): string | null {
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return 'import.meta';
  if (!ts.isIdentifier(node) || !FOREIGN.has(node.text) || isMemberName(node)) return null;
  return lookUp(node.text, node, ts.SymbolFlags.Value) === null ? node.text : null;
}

const isMemberName = (node: ts.Identifier): boolean =>
  (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) ||
  (ts.isPropertyAssignment(node.parent) && node.parent.name === node);

/** What a file loads when it is loaded: types are not. */
function specifiersOf(source: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const specifier = loaded(node);
    if (specifier !== undefined) found.push(ts.isStringLiteralLike(specifier) ? specifier.text : specifier.getText());
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found;
}

function loaded(node: ts.Node): ts.Expression | undefined {
  if (ts.isImportDeclaration(node)) return isOfTypes(node.importClause) ? undefined : node.moduleSpecifier;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly ? undefined : node.moduleSpecifier;
  if (!ts.isCallExpression(node)) return undefined;
  const isLoad = node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require';
  return isLoad ? node.arguments[0] : undefined;
}

function isOfTypes(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings: bindings } = clause;
  const elements = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : null;
  return (
    name === undefined && elements !== null && elements.length > 0 && elements.every(({ isTypeOnly }) => isTypeOnly)
  );
}

/** Of the names that starts import, those that a module does not export as far as its own text says. */
function missingFrom(source: ts.SourceFile): readonly string[] {
  const exported = new Set<string>();
  for (const statement of source.statements) {
    // What these hand on is not listed here.
    if (ts.isExportDeclaration(statement) && statement.exportClause === undefined) return [];
    if (ts.isExpressionStatement(statement) && /^(module\.)?exports\b/.test(statement.getText())) return [];
    for (const name of exportsOf(statement)) exported.add(name);
  }
  return NAMES.filter((name) => !exported.has(name));
}

function exportsOf(statement: ts.Statement): readonly string[] {
  if (ts.isExportDeclaration(statement)) {
    const clause = statement.exportClause;
    return clause !== undefined && ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [];
  }
  if ((ts.getCombinedModifierFlags(statement as ts.Declaration & ts.Statement) & ts.ModifierFlags.Export) === 0)
    return [];
  if (ts.isFunctionDeclaration(statement)) return statement.name === undefined ? [] : [statement.name.text];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
}

const boundNames = (name: ts.BindingName): readonly string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
