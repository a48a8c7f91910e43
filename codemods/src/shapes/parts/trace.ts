import { ts } from '#typescript';
import type { Place } from '../../model/place.js';
import type { ExportedName, Hop, QueueArm } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import {
  aliasSteps,
  importOf,
  isAssignment,
  isMemberWritten,
  isReassigned,
  resolveAlias,
  symbolAt,
} from './symbols.js';
import { baseName, lastName, objectOf, propertyName, propertyValue, unwrap } from './syntax.js';

const MAX_DEPTH = 24;

interface Step {
  readonly context: ShapeContext;
  readonly depth: number;
}

const deeper = (step: Step): Step => ({ context: step.context, depth: step.depth + 1 });
const literal = (value: string): QueueArm => ({ value, hops: [] });
const ended = (hop: Hop): QueueArm => ({ value: null, hops: [hop] });
const through = (hop: Hop, arms: readonly QueueArm[]): readonly QueueArm[] =>
  arms.map((arm) => ({ ...arm, hops: [hop, ...arm.hops] }));

/**
 * Follows an expression to every value it can take: constants, imports, re-exports, barrels, namespaces, destructuring,
 * object and enum members, class fields, default parameters, `??`, `||`, `?:` and constant templates.
 * An arm that ends nowhere says where it stopped; nothing is guessed.
 */
export function trace(expression: ts.Expression, context: ShapeContext): readonly QueueArm[] {
  return traceExpression(expression, { context, depth: 0 });
}

function traceExpression(expression: ts.Expression, step: Step): readonly QueueArm[] {
  const node = unwrap(expression);
  const at = step.context.place(node);
  if (step.depth > MAX_DEPTH) return [ended({ kind: 'unresolved', name: node.getText(), at })];
  if (ts.isStringLiteralLike(node)) return [literal(node.text)];
  if (ts.isTemplateExpression(node)) return traceTemplate(node, step);
  if (ts.isConditionalExpression(node)) {
    return [...traceExpression(node.whenTrue, deeper(step)), ...traceExpression(node.whenFalse, deeper(step))];
  }
  if (ts.isBinaryExpression(node)) return traceBinary(node, step);
  if (ts.isIdentifier(node)) return traceIdentifier(node, step);
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return traceMember(node, step);
  if (ts.isCallExpression(node)) return traceCall(node, step);
  return [ended({ kind: 'unresolved', name: node.getText(), at })];
}

function traceBinary(node: ts.BinaryExpression, step: Step): readonly QueueArm[] {
  const operator = node.operatorToken.kind;
  if (operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken) {
    return [...traceExpression(node.left, deeper(step)), ...traceExpression(node.right, deeper(step))];
  }
  if (operator === ts.SyntaxKind.PlusToken)
    return derived([node.left, node.right], (parts) => parts.join(''), node, step);
  return [ended({ kind: 'unresolved', name: node.getText(), at: step.context.place(node) })];
}

function traceTemplate(node: ts.TemplateExpression, step: Step): readonly QueueArm[] {
  const texts = node.templateSpans.map((span) => span.literal.text);
  return derived(
    node.templateSpans.map((span) => span.expression),
    (parts) => node.head.text + parts.map((part, index) => part + (texts[index] ?? '')).join(''),
    node,
    step,
  );
}

/** A string built from others: a value when every part is one, else a queue derived from the parts. */
function derived(
  parts: readonly ts.Expression[],
  join: (parts: readonly string[]) => string,
  node: ts.Expression,
  step: Step,
): readonly QueueArm[] {
  const arms = parts.map((part) => traceExpression(part, deeper(step)));
  const values = arms.map((of) => (of.length === 1 ? (of[0]?.value ?? null) : null));
  if (values.every((value) => value !== null)) return [literal(join(values))];
  const hop: Hop = { kind: 'call', callee: node.getText(), at: step.context.place(node) };
  return [{ value: null, hops: [hop], derivedFrom: arms.flat() }];
}

function traceIdentifier(node: ts.Identifier, step: Step): readonly QueueArm[] {
  const { context } = step;
  const at = context.place(node);
  if (node.text === 'undefined') return [];
  const symbol = symbolAt(node, context);
  if (symbol === null) return [ended({ kind: 'unresolved', name: node.text, at })];
  const exports = exportHops(symbol, context);
  const target = resolveAlias(symbol, context);
  const declaration = target.valueDeclaration ?? target.declarations?.[0];
  const imported = importOf(target);
  if (declaration === undefined || imported !== null) {
    return [{ value: null, hops: [...exports, { kind: 'unresolved', name: node.text, at }] }];
  }
  return exports.reduceRight((arms, hop) => through(hop, arms), traceDeclaration(declaration, node.text, step));
}

/** The module-level names a symbol is known by, from the one written here to the one declared: `path#name` each. */
function exportHops(symbol: ts.Symbol, context: ShapeContext): readonly Hop[] {
  return aliasSteps(symbol, context).flatMap((alias): Hop[] => {
    const declaration = alias.valueDeclaration ?? alias.declarations?.[0];
    if (declaration === undefined || ts.isImportSpecifier(declaration) || ts.isImportClause(declaration)) return [];
    const file = context.fileOf(declaration);
    if (file === null || !isModuleLevel(declaration)) return [];
    return [{ kind: 'export', file, name: alias.name, at: context.place(declaration) }];
  });
}

function isModuleLevel(declaration: ts.Node): boolean {
  if (ts.isExportSpecifier(declaration) || ts.isEnumMember(declaration)) return true;
  if (ts.isVariableDeclaration(declaration)) return ts.isSourceFile(declaration.parent.parent.parent);
  return false;
}

function traceDeclaration(declaration: ts.Declaration, name: string, step: Step): readonly QueueArm[] {
  const { context } = step;
  const at = context.place(declaration);
  const unresolved = (): readonly QueueArm[] => [ended({ kind: 'unresolved', name, at })];
  if (ts.isVariableDeclaration(declaration)) {
    if (declaration.initializer === undefined) return unresolved();
    const constant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
    if (!constant && isReassigned(name, declaration.getSourceFile())) return unresolved();
    return traceExpression(declaration.initializer, deeper(step));
  }
  if (ts.isBindingElement(declaration)) return traceBinding(declaration, step);
  if (ts.isParameter(declaration)) {
    const given = ended({ kind: 'parameter', name, at });
    return declaration.initializer === undefined
      ? [given]
      : [given, ...traceExpression(declaration.initializer, deeper(step))];
  }
  if (ts.isEnumMember(declaration)) {
    const value = context.names.enumValue(declaration);
    return typeof value === 'string' ? [literal(value)] : unresolved();
  }
  return traceProperty(declaration, step) ?? unresolved();
}

/** `const { temporalTaskQueue: taskQueue = 'x' } = settings` reads member `temporalTaskQueue` of `settings`. */
function traceBinding(binding: ts.BindingElement, step: Step): readonly QueueArm[] {
  const { context } = step;
  const at = context.place(binding);
  const key = binding.propertyName ?? binding.name;
  const name = ts.isIdentifier(key)
    ? key.text
    : ts.isObjectBindingPattern(key) || ts.isArrayBindingPattern(key)
      ? null
      : propertyName(key);
  const fallback = binding.initializer === undefined ? [] : traceExpression(binding.initializer, deeper(step));
  if (name === null || !ts.isObjectBindingPattern(binding.parent)) {
    return [ended({ kind: 'unresolved', name: binding.getText(), at }), ...fallback];
  }
  const owner = binding.parent.parent;
  if (ts.isParameter(owner)) return [ended({ kind: 'parameter', name, at }), ...fallback];
  const source = ts.isVariableDeclaration(owner) ? (owner.initializer ?? null) : null;
  if (source !== null && isProcessEnv(source)) return [ended({ kind: 'env', name, at }), ...fallback];
  const base = source !== null ? baseName(source) : bindingBase(owner);
  const hop: Hop = { kind: 'member', base, name, ...homeOf(source, context), at };
  const symbol = context.names.boundProperty(binding.parent, name);
  return [...through(hop, traceMemberSymbol(symbol, step, source)), ...fallback];
}

const bindingBase = (owner: ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement): string | null => {
  if (!ts.isBindingElement(owner)) return null;
  const key = owner.propertyName ?? owner.name;
  return ts.isIdentifier(key) ? key.text : null;
};

function isProcessEnv(node: ts.Expression): boolean {
  const inner = unwrap(node);
  return ts.isPropertyAccessExpression(inner) && inner.name.text === 'env' && baseName(inner.expression) === 'process';
}

function traceMember(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, step: Step): readonly QueueArm[] {
  const { context } = step;
  const at = context.place(node);
  const key = lastName(node);
  const object = objectOf(node);
  if (key === null || object === null) return [ended({ kind: 'call', callee: node.getText(), at })];
  if (isProcessEnv(object)) return [ended({ kind: 'env', name: key.text, at })];
  const symbol = symbolAt(key, context) ?? context.names.propertyOf(object, key.text);
  const target = symbol === null ? null : resolveAlias(symbol, context);
  const declaration = target?.valueDeclaration;
  if (
    target !== null &&
    declaration !== undefined &&
    (ts.isVariableDeclaration(declaration) || ts.isEnumMember(declaration))
  ) {
    // A namespace import's export, or an enum member: the name is module-level, not a member of a value.
    const member: Hop = { kind: 'member', base: baseName(object), name: key.text, shared: true, owner: null, at };
    const hops = exportHops(symbol ?? target, context);
    return through(
      member,
      hops.reduceRight((arms, hop) => through(hop, arms), traceDeclaration(declaration, key.text, step)),
    );
  }
  const hop: Hop = { kind: 'member', base: baseName(object), name: key.text, ...homeOf(object, context), at };
  const parameter = rootParameter(object, context);
  const rest = traceMemberSymbol(target, step, object);
  return through(hop, parameter === null ? rest : through(parameter, rest));
}

function homeOf(object: ts.Expression | null, context: ShapeContext): { shared: boolean; owner: ExportedName | null } {
  if (object === null) return { shared: false, owner: null };
  return { shared: isShared(object, context), owner: ownerOf(object, context) };
}

/** The export a bare name stands for: imported from a file of the target, or exported by the file it is declared in. */
export function ownerOf(object: ts.Expression, context: ShapeContext): ExportedName | null {
  const node = unwrap(object);
  const symbol = ts.isIdentifier(node) ? symbolAt(node, context) : null;
  const target = symbol === null ? null : resolveAlias(symbol, context);
  const declaration = target?.valueDeclaration;
  if (target === null || declaration === undefined || !ts.isVariableDeclaration(declaration)) return null;
  const file = context.fileOf(declaration);
  return file !== null && context.names.isExported(target.name, declaration.getSourceFile())
    ? { file, name: target.name }
    : null;
}

/** Whether an object is the same one everywhere: its root is a top-level or imported name. */
function isShared(object: ts.Expression, context: ShapeContext): boolean {
  let root = unwrap(object);
  for (;;) {
    const inner = ts.isCallExpression(root) ? root.expression : objectOf(root);
    if (inner === null) break;
    root = unwrap(inner);
  }
  const declaration = ts.isIdentifier(root) ? symbolAt(root, context)?.declarations?.[0] : undefined;
  if (declaration === undefined) return false;
  for (let at: ts.Node | undefined = declaration.parent; at !== undefined; at = at.parent) {
    if (ts.isFunctionLike(at) || ts.isClassLike(at)) return false;
  }
  return true;
}

/** `options.taskQueue` where `options` is a parameter: the caller decides, and the arm says so. */
function rootParameter(object: ts.Expression, context: ShapeContext): Hop | null {
  let root = unwrap(object);
  for (let next = objectOf(root); next !== null; next = objectOf(root)) root = unwrap(next);
  if (!ts.isIdentifier(root)) return null;
  const declaration = symbolAt(root, context)?.valueDeclaration;
  if (declaration === undefined || !ts.isParameter(declaration)) return null;
  return { kind: 'parameter', name: root.text, at: context.place(declaration) };
}

/** What a property's declaration says; an arm without a value when it is only declared (a type, a settings schema). */
function traceMemberSymbol(symbol: ts.Symbol | null, step: Step, object: ts.Expression | null): readonly QueueArm[] {
  const declarations = symbol?.declarations ?? [];
  const isOpen = symbol === null && object !== null && step.context.names.isOpen(object);
  const nothing: readonly QueueArm[] = [{ value: null, hops: [], ...(isOpen ? { open: true as const } : {}) }];
  if (declarations.length === 0 || step.depth > MAX_DEPTH) return nothing;
  // A member of a union has a declaration in each of its parts, and can be any of them.
  return declarations.flatMap((declaration) => traceProperty(declaration, step) ?? nothing);
}

function traceProperty(declaration: ts.Declaration, step: Step): readonly QueueArm[] | null {
  const { context } = step;
  if (ts.isPropertyAssignment(declaration) || ts.isShorthandPropertyAssignment(declaration)) {
    const value = propertyValue(declaration);
    if (isWrittenLater(declaration, context)) return [unknownAt(declaration, context)];
    // In a schema (`z.object({ q: z.string() })`) the property's value is not the setting's value.
    return value !== null && context.names.isStringLike(value) ? traceExpression(value, deeper(step)) : null;
  }
  if (ts.isPropertyDeclaration(declaration)) return traceField(declaration, step);
  if (ts.isGetAccessor(declaration)) return traceReturn(declaration, step);
  if (ts.isParameter(declaration) && ts.isParameterPropertyDeclaration(declaration, declaration.parent)) {
    const given = ended({ kind: 'parameter', name: declaration.name.getText(), at: context.place(declaration) });
    return declaration.initializer === undefined
      ? [given]
      : [given, ...traceExpression(declaration.initializer, deeper(step))];
  }
  return null;
}

const unknownAt = (node: ts.Node, context: ShapeContext): QueueArm =>
  ended({ kind: 'unresolved', name: node.getText().slice(0, 80), at: context.place(node) });

/** Whether the object a property was written in may hold another value by now. */
function isWrittenLater(
  property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment,
  context: ShapeContext,
): boolean {
  const name = propertyName(property.name);
  let owner: ts.Node = property.parent;
  while (ts.isExpression(owner) || ts.isObjectLiteralElement(owner)) owner = owner.parent;
  const object = ts.isVariableDeclaration(owner) && ts.isIdentifier(owner.name) ? owner.name.text : null;
  const files = new Set([property.getSourceFile(), context.sourceFile]);
  return name !== null && [...files].some((file) => isMemberWritten(name, object, file));
}

/**
 * A class field: its initialiser, or the only assignment to it in its class. One that a subclass or somebody outside
 * could set says nothing.
 */
function traceField(field: ts.PropertyDeclaration, step: Step): readonly QueueArm[] | null {
  const name = propertyName(field.name);
  const unknown = [unknownAt(field, step.context)];
  if (name === null || !ts.isClassLike(field.parent) || !isOwn(field)) return unknown;
  const assignments = assignmentsTo(name, field.parent);
  if (field.initializer !== undefined && assignments.length === 0)
    return traceExpression(field.initializer, deeper(step));
  const only = field.initializer === undefined && assignments.length === 1 ? assignments[0] : undefined;
  return only?.operatorToken.kind === ts.SyntaxKind.EqualsToken ? traceExpression(only.right, deeper(step)) : unknown;
}

function isOwn(field: ts.PropertyDeclaration): boolean {
  const flags = ts.getCombinedModifierFlags(field);
  if (ts.isPrivateIdentifier(field.name) || (flags & ts.ModifierFlags.Private) !== 0) return true;
  return (flags & ts.ModifierFlags.Readonly) !== 0 && (flags & ts.ModifierFlags.Protected) === 0;
}

/** The assignments to `this.name` in a class. */
function assignmentsTo(name: string, owner: ts.ClassLikeDeclaration): readonly ts.BinaryExpression[] {
  const found: ts.BinaryExpression[] = [];
  const pending: ts.Node[] = [...owner.members];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (
      isAssignment(node) &&
      objectOf(node.left)?.kind === ts.SyntaxKind.ThisKeyword &&
      lastName(node.left)?.text === name
    ) {
      found.push(node);
    }
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found;
}

function traceReturn(declaration: ts.FunctionLikeDeclaration, step: Step): readonly QueueArm[] | null {
  const body = declaration.body;
  if (body === undefined) return null;
  if (!ts.isBlock(body)) return traceExpression(body, deeper(step));
  const only = body.statements.length === 1 ? body.statements[0] : undefined;
  if (only === undefined || !ts.isReturnStatement(only) || only.expression === undefined) return null;
  return traceExpression(only.expression, deeper(step));
}

/** A call: what a parameterless helper of the repository returns, else a queue derived from the arguments. */
function traceCall(node: ts.CallExpression, step: Step): readonly QueueArm[] {
  const { context } = step;
  const hop: Hop = { kind: 'call', callee: node.expression.getText(), at: context.place(node) };
  const name = lastName(node.expression);
  const symbol = name === null ? null : symbolAt(name, context);
  const target = symbol === null ? null : resolveAlias(symbol, context);
  const declaration = target?.valueDeclaration;
  const helper =
    declaration === undefined || context.fileOf(declaration) === null
      ? null
      : ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined
        ? unwrap(declaration.initializer)
        : declaration;
  if (
    helper !== null &&
    ts.isFunctionLike(helper) &&
    'body' in helper &&
    node.arguments.length === 0 &&
    helper.parameters.length === 0
  ) {
    const returned = traceReturn(helper as ts.FunctionLikeDeclaration, step);
    if (returned !== null) return through(hop, returned);
  }
  const parts = node.arguments.flatMap((argument) =>
    ts.isSpreadElement(argument) ? [] : traceExpression(argument, deeper(step)),
  );
  return [{ value: null, hops: [hop], derivedFrom: parts }];
}

/** The places a traced queue went through, for its proof. */
export function placesOf(arms: readonly QueueArm[]): readonly Place[] {
  const places = arms.flatMap((arm) => [...arm.hops.map((hop) => hop.at), ...placesOf(arm.derivedFrom ?? [])]);
  return [...new Map(places.map((at) => [`${at.file}:${at.line}:${at.column}`, at])).values()].slice(0, 8);
}
