import { ts } from '../../typescript.js';
import { importOfDeclaration } from './imports.js';
import { Doubt, type Has, type Names } from './names.js';

/** Names as the type checker knows them; what is written helps where the types say `any`, and where a package is not installed. */
export function namesByTypes(checker: ts.TypeChecker, syntax: Names): Names {
  const symbolAt = (node: ts.Node): ts.Symbol | null =>
    (ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node)) ?? null;
  const typeOf = (node: ts.Node): ts.Type => checker.getNonNullableType(checker.getTypeAtLocation(node));
  /** What a type leaves open may be written in place: `...(flag && { memo })` with a `flag` of type any. */
  const written = (object: ts.Expression, name: string): Has => {
    try {
      return syntax.has(object, name);
    } catch (error) {
      if (error instanceof Doubt) return 'maybe';
      throw error;
    }
  };
  return {
    by: 'types',
    checker,
    symbolAt,
    originsOf: (node) => syntax.originsOf(node),
    aliased(symbol) {
      if ((symbol.flags & ts.SymbolFlags.Alias) !== 0) return checker.getImmediateAliasedSymbol(symbol) ?? null;
      // `const { A } = await import('./a')`: an import by what it does, a local variable to the checker.
      const [declaration] = symbol.declarations ?? [];
      const imported = declaration === undefined ? null : importOfDeclaration(declaration);
      if (imported === null || declaration === undefined || !ts.isBindingElement(declaration)) return null;
      return checker.getTypeAtLocation(declaration.parent).getProperty(imported.name) ?? null;
    },
    propertyOf: (object, name) => checker.getPropertyOfType(typeOf(object), name) ?? null,
    boundProperty: (pattern, name) => checker.getTypeAtLocation(pattern).getProperty(name) ?? null,
    isOpen: () => false,
    isAny: (node) => (checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) !== 0,
    has(object, name): Has {
      const type = typeOf(object);
      const parts = type.isUnion() ? type.types : [type];
      if (parts.some((part) => checker.getPropertyOfType(part, name) !== undefined)) return 'yes';
      const open = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.TypeParameter;
      const isOpen = parts.some((part) => (part.flags & open) !== 0 || checker.getIndexInfosOfType(part).length > 0);
      return isOpen ? written(object, name) : 'no';
    },
    isStringLike(node) {
      const type = checker.getTypeAtLocation(node);
      const parts = type.isUnion() ? type.types : [type];
      return parts.some((part) => (part.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.Any)) !== 0);
    },
    signatureOf(node) {
      const [signature] = checker.getTypeAtLocation(node).getCallSignatures();
      return signature?.declaration !== undefined && !ts.isJSDocSignature(signature.declaration)
        ? signature.declaration
        : null;
    },
    enumValue: (member) => checker.getConstantValue(member) ?? null,
    isExported: (name, file) =>
      checker.getSymbolAtLocation(file)?.exports?.has(ts.escapeLeadingUnderscores(name)) ?? false,
  };
}
