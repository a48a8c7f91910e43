import { ts } from '../../typescript.js';
import { importOfDeclaration } from './imports.js';
import { Doubt, type Has, type Names, type OpenModule, type Origin } from './names.js';
import { bind, isNoName, lookUp, meaningOf, symbolOf } from './scope.js';
import type { Found } from './value.js';
import { Values } from './values.js';

/**
 * Names from the syntax of the files alone: scopes and exports by TypeScript's binder, imports followed when they are
 * asked about, values by what is written about them. What it cannot tell is a `Doubt`, or open.
 */
export function namesBySyntax(open: OpenModule): Names {
  const values = new Values({ symbolAt, aliased, open: opened });

  function opened(specifier: string, from: ts.SourceFile): ts.SourceFile | null {
    const file = open(specifier, from);
    return file === null ? null : bind(file);
  }

  function symbolAt(node: ts.Node): ts.Symbol | null {
    bind(node.getSourceFile());
    const { parent } = node;
    if (ts.isShorthandPropertyAssignment(parent) && parent.name === node)
      return lookUp(parent.name.text, parent, ts.SymbolFlags.Value);
    const object = objectRead(node);
    if (object !== null) return symbolIn(values.propertyIn(values.of(object), nameText(node)));
    if (ts.isBindingElement(parent) && parent.propertyName === node)
      return symbolIn(values.propertyIn(values.ofPattern(parent.parent), nameText(node)));
    if (isNameOf(node, parent)) return symbolOf(parent);
    if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return symbolOf(parent);
    if (ts.isQualifiedName(parent) && parent.right === node)
      return symbolIn(values.propertyIn(values.ofEntity(parent.left), nameText(node)));
    return ts.isIdentifier(node) && !isNoName(node) ? lookUp(node.text, node, meaningOf(node)) : null;
  }

  function aliased(symbol: ts.Symbol): ts.Symbol | null {
    const [declaration] = symbol.declarations ?? [];
    if (declaration === undefined) return null;
    const imported = importOfDeclaration(declaration);
    if (imported !== null) return exported(imported.specifier, imported.name, declaration);
    if ((symbol.flags & ts.SymbolFlags.Alias) === 0) return null;
    if (ts.isExportSpecifier(declaration))
      return lookUp(
        (declaration.propertyName ?? declaration.name).text,
        declaration.getSourceFile(),
        ts.SymbolFlags.Value | ts.SymbolFlags.Type,
      );
    // `module.exports = { getClient }`
    if (ts.isShorthandPropertyAssignment(declaration))
      return lookUp(declaration.name.text, declaration, ts.SymbolFlags.Value);
    if (ts.isExportAssignment(declaration)) return nameWritten(declaration.expression);
    return null;
  }

  /** `export default settings`: the name it stands for. */
  const nameWritten = (node: ts.Expression): ts.Symbol | null => (ts.isIdentifier(node) ? symbolAt(node) : null);

  function exported(specifier: string, name: string, from: ts.Node): ts.Symbol | null {
    const file = opened(specifier, from.getSourceFile());
    return file === null ? null : values.exportOf(file, name);
  }

  const symbolIn = (found: Found): ts.Symbol | null => (typeof found === 'string' ? null : found);

  function has(object: ts.Expression, name: string): Has {
    const known = values.has(values.of(object), name);
    if (known === null) throw new Doubt(`the properties of ${object.getText()} are not written in reach`);
    return known;
  }

  return {
    by: 'syntax',
    symbolAt,
    aliased,
    has,
    propertyOf: (object, name) => symbolIn(values.propertyIn(values.of(object), name)),
    boundProperty: (pattern, name) => symbolIn(values.propertyIn(values.ofPattern(pattern), name)),
    isOpen: (object) => values.isOpen(values.of(object)),
    isAny: (node) => values.of(node).is === 'any',
    isStringLike: (node) => values.isStringLike(values.of(node)),
    signatureOf: (node) => values.functionIn(values.of(node)),
    originsOf: (node): readonly Origin[] => values.originsIn(values.of(node)),
    enumValue(member) {
      if (member.initializer === undefined) return 0;
      if (ts.isStringLiteralLike(member.initializer)) return member.initializer.text;
      if (ts.isNumericLiteral(member.initializer)) return Number(member.initializer.text);
      throw new Doubt(`${member.getText()} is computed`);
    },
    isExported: (name, file) => values.exportOf(bind(file), name) !== null,
    get checker(): ts.TypeChecker {
      throw new Doubt('types are asked for');
    },
  };
}

/** The object whose member a name reads, null when the name stands for itself. */
function objectRead(node: ts.Node): ts.Expression | null {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return parent.expression;
  if (ts.isElementAccessExpression(parent) && parent.argumentExpression === node && ts.isStringLiteralLike(node))
    return parent.expression;
  return null;
}

const nameText = (node: ts.Node): string =>
  ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isPrivateIdentifier(node) ? node.text : node.getText();

/** Whether a node is the name a declaration gives, not a name it reads. */
function isNameOf(node: ts.Node, parent: ts.Node): boolean {
  if (ts.isExportSpecifier(parent) || ts.isImportSpecifier(parent)) return false;
  return (parent as { name?: ts.Node }).name === node && symbolOf(parent) !== null;
}
