import { ts } from '../../../typescript.js';
import type { RecipeContext } from '../recipe.js';
import { type Home, listOf } from './settings-home.js';
import type { Read } from './settings-reads.js';
import { nameOf, propertyOf } from './settings-trace.js';

/** Literals anywhere that a type of the settings requires to be complete, found by the type their place gives them. */
export function typedLiterals(homes: readonly Home[], read: Read, context: RecipeContext): readonly Home[] {
  const declared = new Set(homes.map((home) => keyOf(home.property)));
  const lists = new Set(homes.map((home) => keyOf(listOf(home))));
  const found: Home[] = [];
  for (const file of context.files) {
    if (!(context.read(file)?.text.includes(read.name) ?? false)) continue;
    // A file that no program holds yet costs one: types are asked only where there is such a literal.
    const tree = context.syntax(file);
    const typed = tree === null || literalsWith(tree, read.name).length === 0 ? null : context.typed(file);
    for (const literal of typed === null ? [] : literalsWith(typed.sourceFile, read.name)) {
      const property = propertyOf({ kind: 'object', literal }, read.name);
      if (typed === null || property === null || lists.has(keyOf(literal))) continue;
      if (isRequiredBy(literal, read.name, declared, typed.checker))
        found.push({ kind: 'object', literal, property, file, typed: true, names: null, behind: null });
    }
  }
  return found;
}

/** What makes two nodes the same, whichever program they belong to. */
export const keyOf = (node: ts.Node): string => `${node.getSourceFile().fileName}:${node.getStart()}`;

function literalsWith(sourceFile: ts.SourceFile, name: string): readonly ts.ObjectLiteralExpression[] {
  const found: ts.ObjectLiteralExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node) && propertyOf({ kind: 'object', literal: node }, name) !== null)
      found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

function isRequiredBy(
  literal: ts.ObjectLiteralExpression,
  name: string,
  declared: ReadonlySet<string>,
  checker: ts.TypeChecker,
): boolean {
  const satisfied = ts.isSatisfiesExpression(literal.parent)
    ? checker.getTypeFromTypeNode(literal.parent.type)
    : undefined;
  const contextual = satisfied ?? checker.getContextualType(literal);
  const property = contextual === undefined ? undefined : checker.getNonNullableType(contextual).getProperty(name);
  if (property === undefined || (property.flags & ts.SymbolFlags.Optional) !== 0) return false;
  const own = literal.properties.find((part) => nameOf(part) === name)?.pos ?? 0;
  const spread = literal.properties.filter(ts.isSpreadAssignment);
  if (spread.some((part) => isCovering(checker.getTypeAtLocation(part.expression).getProperty(name), part.pos < own)))
    return false;
  return (property.declarations ?? []).some((declaration) => declared.has(keyOf(declaration)));
}

/** Whether a spread brings the settings with it. One that may leave them out needs them before it; after it they would win. */
const isCovering = (property: ts.Symbol | undefined, isBefore: boolean): boolean =>
  property !== undefined && (isBefore || (property.flags & ts.SymbolFlags.Optional) === 0);
