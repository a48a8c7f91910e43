import { ts } from '../../../typescript.js';
import type { ConstructorFact, QueueArm } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { carriedBy } from './carried.js';
import { firstStep } from './helper-call.js';
import { namesIn } from './names-in.js';
import { resolveAlias, symbolAt } from './symbols.js';
import { trace, traceSource } from './trace.js';

/** A place that makes an object of a class, with what it gives to one parameter; null where others may make one. */
export interface Construction {
  readonly of: ConstructorFact;
  readonly gives: readonly QueueArm[] | null;
}

/** Every use of these classes in a file: what is given to their constructors, or that they are handed on. */
export function constructionsIn(wanted: readonly ConstructorFact[], context: ShapeContext): readonly Construction[] {
  const names = new Set(wanted.map((one) => one.class));
  return namesIn(context.sourceFile, names).flatMap((name) =>
    wanted.flatMap((of) => {
      const use = of.class === name.text ? useOf(name, of, context) : null;
      if (use === null) return [];
      return [{ of, gives: use === 'handed on' ? null : givenTo(use, of, context) }];
    }),
  );
}

/** What a name of a class is there for; null where nothing is made of it, or it is another class's. */
function useOf(name: ts.Node, of: ConstructorFact, context: ShapeContext): ts.NewExpression | 'handed on' | null {
  const { parent } = name;
  if (ts.isClassLike(parent) && parent.name === name)
    return isClass(parent, of, context) && isInjected(parent) ? 'handed on' : null;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent))
    return parent.propertyName === undefined ? null : 'handed on';
  // `const { Launcher } = require('./launcher')`
  if (ts.isBindingElement(parent) && parent.name === name && parent.propertyName === undefined) return null;
  if (isTyped(name) || !isClass(declarationOf(name, context), of, context)) return null;
  const whole = ts.isPropertyAccessExpression(parent) && parent.name === name ? parent : name;
  const use = whole.parent;
  if (ts.isNewExpression(use) && use.expression === whole) return use;
  const isLooked =
    (ts.isPropertyAccessExpression(use) && use.expression === whole) ||
    (ts.isBinaryExpression(use) && use.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword && use.right === whole);
  return isLooked ? null : 'handed on';
}

const declarationOf = (name: ts.Node, context: ShapeContext): ts.Node | undefined => {
  const symbol = symbolAt(name, context);
  return symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
};

const isClass = (node: ts.Node | undefined, { declared }: ConstructorFact, context: ShapeContext): boolean =>
  node !== undefined && context.fileOf(node) === declared.file && node.getStart() === declared.start;

/** Whether somebody else may make objects of a class: a container by its decorator, importers by any name, a method by `this`. */
const isInjected = (node: ts.ClassLikeDeclaration): boolean =>
  (ts.canHaveDecorators(node) && (ts.getDecorators(node) ?? []).length > 0) ||
  (ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) ||
  /\bnew this\b/.test(node.getText());

const isTyped = (name: ts.Node): boolean => ts.isPartOfTypeNode(name) || ts.isTypeQueryNode(name.parent);

/** What an object is made with: its queue, or nothing where the parameter has a default. */
function givenTo(
  made: ts.NewExpression,
  { position, path }: ConstructorFact,
  context: ShapeContext,
): readonly QueueArm[] | null {
  const given = made.arguments ?? [];
  if (path === null || given.slice(0, position + 1).some(ts.isSpreadElement)) return null;
  const argument = given[position];
  const [name, ...more] = path;
  if (argument === undefined) return [];
  if (name === undefined) return trace(argument, context);
  return more.length > 0 ? null : carriedBy(argument, name, firstStep(context)).from.flatMap(traceSource);
}
