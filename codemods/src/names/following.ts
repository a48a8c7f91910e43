import type { ts } from '../../typescript.js';
import type { ImportedName } from './imports.js';
import type { OpenModule } from './names.js';
import type { Found, Value } from './value.js';

/** Nothing is followed further than a person would. */
export const MAX_DEPTH = 40;

/** What following a value asks of the names it stands on. */
export interface Lookup {
  symbolAt(node: ts.Node): ts.Symbol | null;
  aliased(symbol: ts.Symbol): ts.Symbol | null;
  readonly open: OpenModule;
}

/** What the parts that follow values ask of each other; `Values` puts them together. */
export interface Following {
  readonly names: Lookup;
  within(look: () => Value): Value;
  of(node: ts.Expression): Value;
  ofPattern(pattern: ts.BindingPattern): Value;
  ofEntity(name: ts.EntityName): Value;
  returned(node: ts.SignatureDeclaration): Value;
  named(symbol: ts.Symbol | null, at?: ts.Node): Value;
  symbol(symbol: ts.Symbol): Value;
  declared(node: ts.Node): Value;
  element(node: ts.BindingElement): Value;
  type(node: ts.TypeNode): Value;
  typeNamed(symbol: ts.Symbol, at: ts.Node): Value;
  base(base: ts.ExpressionWithTypeArguments): Value;
  shortened(node: ts.ImportEqualsDeclaration, look: (name: ts.EntityName) => Value): Value;
  property(owner: Value, name: string, at: ts.Node): Value;
  propertyIn(value: Value, name: string): Found;
  exportOf(file: ts.SourceFile, name: string): ts.Symbol | null;
  importsOf(declaration: ts.Declaration): readonly ImportedName[];
  givenOn(file: ts.SourceFile, name: string, at: ts.Node): Value;
}
