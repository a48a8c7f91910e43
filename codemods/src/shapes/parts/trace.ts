import { ts } from '../../../typescript.js';
import type { Place } from '../../model/place.js';
import type { Hop, QueueArm } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { carriedBy, type Source } from './carried.js';
import { functionBehind } from './function-behind.js';
import { deeper, exportedValue, firstStep, type Given, isTooDeep, returnedTo, type Step } from './helper-call.js';
import { memberHop, outsideOf } from './home.js';
import { choicesOf, elementAt, isRow, rowsOfMap } from './indexed.js';
import { assignmentsTo, parameterHop } from './parameter-hop.js';
import { aliasSteps, importOf, isReassigned, resolveAlias, symbolAt } from './symbols.js';
import { baseName, lastName, objectOf, propertyName, propertyValue, unwrap } from './syntax.js';
import { isWrittenLater } from './written-later.js';

export { ownerOf } from './home.js';

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
  return traceExpression(expression, firstStep(context));
}

/** The values of one source of a carried property; who set it may be out of sight. */
export function traceSource({ expression, step, isValue }: Source): readonly QueueArm[] {
  if (isValue) return traceExpression(expression, step);
  const parameter = rootParameter(expression, step);
  if (parameter !== null) return [ended(parameter)];
  return [unknownAt(expression, step.context)];
}

function traceExpression(expression: ts.Expression, step: Step): readonly QueueArm[] {
  const node = unwrap(expression);
  const at = step.context.place(node);
  if (isTooDeep(step)) return [ended({ kind: 'unresolved', name: node.getText(), at })];
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
  const derivedFrom = arms.flat();
  const pattern = join(arms.map((of, at) => values[at] ?? patternOf(of)));
  if (values.every((value) => value !== null)) return [{ value: pattern, hops: [], derivedFrom }];
  const hop: Hop = { kind: 'call', callee: node.getText(), at: step.context.place(node) };
  return [{ value: null, hops: [hop], derivedFrom, pattern }];
}

/** What is known of a part: where it can be several things, or nobody knows, anything. */
const patternOf = (arms: readonly QueueArm[]): string => (arms.length === 1 ? (arms[0]?.pattern ?? '*') : '*');

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
    return [
      {
        value: null,
        hops: [...exports, { kind: 'unresolved', name: node.text, at }],
        ...open(imported?.specifier, context),
      },
    ];
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

/** What is outside the target's sources may still be told by its types. */
function open(specifier: string | undefined, context: ShapeContext): Pick<QueueArm, 'open'> {
  if (specifier === undefined || context.names.by === 'types') return {};
  return specifier.startsWith('.') || context.isInstalled(specifier) ? { open: true } : {};
}

function isModuleLevel(declaration: ts.Node): boolean {
  if (exportedValue(declaration) !== null) return true;
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
    const given = step.given.get(declaration);
    if (given !== undefined) return traceGiven(declaration, given, step);
    const hop = parameterHop({ parameter: declaration, name, at: declaration, path: [] }, context);
    return [ended(hop), ...traceDefault(declaration, step)];
  }
  if (ts.isEnumMember(declaration)) {
    const value = context.names.enumValue(declaration);
    return typeof value === 'string' ? [literal(value)] : unresolved();
  }
  const exported = exportedValue(declaration);
  if (exported !== null) return traceExpression(exported, deeper(step));
  return traceProperty(declaration, step) ?? unresolved();
}

const traceDefault = ({ initializer }: ts.ParameterDeclaration, step: Step): readonly QueueArm[] =>
  initializer === undefined ? [] : traceExpression(initializer, deeper(step));

/** What a call gave to a helper's parameter. */
function traceGiven(parameter: ts.ParameterDeclaration, given: Given, step: Step): readonly QueueArm[] {
  if (given === 'missing') return traceDefault(parameter, step);
  if (given === 'unknown') return [unknownAt(parameter, step.context), ...traceDefault(parameter, step)];
  const arms = traceExpression(given.expression, { ...given.step, depth: step.depth + 1 });
  return arms.length > 0 && arms.every(({ value }) => value !== null)
    ? arms
    : [...arms, ...traceDefault(parameter, step)];
}

/** `const { temporalTaskQueue: taskQueue = 'x' } = settings` reads member `temporalTaskQueue` of `settings`. */
function traceBinding(binding: ts.BindingElement, step: Step): readonly QueueArm[] {
  const { context } = step;
  const at = context.place(binding);
  const fallback = binding.initializer === undefined ? [] : traceExpression(binding.initializer, deeper(step));
  const name = boundName(binding);
  const element = elementAt(binding);
  if (element !== null) return [...traceExpression(element, deeper(step)), ...fallback];
  if (name === null || !ts.isObjectBindingPattern(binding.parent)) {
    return [ended({ kind: 'unresolved', name: binding.getText(), at }), ...fallback];
  }
  const owner = binding.parent.parent;
  if (ts.isParameter(owner)) return [...traceTaken(owner, name, binding, step), ...fallback];
  const source = ts.isVariableDeclaration(owner) ? (owner.initializer ?? null) : null;
  if (source !== null && isProcessEnv(source)) return [ended({ kind: 'env', name, at }), ...fallback];
  const hop: Hop =
    source !== null
      ? memberHop(source, name, binding, context)
      : { kind: 'member', base: bindingBase(owner), name, shared: false, owner: null, at };
  const handedIn = source !== null ? rootParameter(source, step) : parameterAround(binding, context);
  const symbol = context.names.boundProperty(binding.parent, name);
  const rest = traceMemberSymbol(symbol, step, source ?? rootSource(binding));
  const arms = through(hop, handedIn === null ? rest : through(handedIn, rest));
  return [...arms, ...fallback];
}

/** The property a binding takes, null when it is computed or an array's element. */
function boundName(binding: ts.BindingElement): string | null {
  const key = binding.propertyName ?? binding.name;
  if (ts.isObjectBindingPattern(key) || ts.isArrayBindingPattern(key)) return null;
  return ts.isIdentifier(key) ? key.text : propertyName(key);
}

/** `({ queue }) => …`: a helper's is what the call gave, any other is the caller's. */
function traceTaken(
  owner: ts.ParameterDeclaration,
  name: string,
  binding: ts.BindingElement,
  step: Step,
): readonly QueueArm[] {
  const given = step.given.get(owner);
  if (given === undefined)
    return [ended(parameterHop({ parameter: owner, name, at: binding, path: [name] }, step.context))];
  if (typeof given === 'string') return [unknownAt(binding, step.context)];
  return carriedBy(given.expression, name, given.step).from.flatMap(traceSource);
}

/** The declaration a nested pattern takes apart. */
function rootOwner(binding: ts.BindingElement): ts.VariableDeclaration | ts.ParameterDeclaration {
  let owner = binding.parent.parent;
  while (ts.isBindingElement(owner)) owner = owner.parent.parent;
  return owner;
}

function rootSource(binding: ts.BindingElement): ts.Expression | null {
  const owner = rootOwner(binding);
  return ts.isVariableDeclaration(owner) ? (owner.initializer ?? null) : null;
}

/** The parameter a nested pattern stands in: its callers decide. */
function parameterAround(binding: ts.BindingElement, context: ShapeContext): Hop | null {
  const owner = rootOwner(binding);
  if (!ts.isParameter(owner)) return null;
  const name = bindingBase(binding.parent.parent) ?? owner.name.getText();
  return parameterHop({ parameter: owner, name, at: owner, path: null }, context);
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
  if (object === null) return [ended({ kind: 'call', callee: node.getText(), at })];
  if (key === null) return traceIndexed(node as ts.ElementAccessExpression, object, step);
  if (isProcessEnv(object)) return [ended({ kind: 'env', name: key.text, at })];
  const functionName = nameOfFunction(node, step);
  if (functionName !== null) return [literal(functionName)];
  const symbol = symbolAt(key, context) ?? context.names.propertyOf(object, key.text);
  const target = symbol === null ? null : resolveAlias(symbol, context);
  const declaration = target?.valueDeclaration;
  if (symbol !== null && declaration !== undefined && isExport(declaration)) {
    // A namespace import's export, or an enum member: the name is module-level, not a member of a value.
    const hop = memberHop(object, key.text, node, context);
    const member: Hop = hop.kind === 'member' ? { ...hop, shared: true, owner: null } : hop;
    const hops = exportHops(symbol, context);
    return through(
      member,
      hops.reduceRight((arms, hop) => through(hop, arms), traceDeclaration(declaration, key.text, step)),
    );
  }
  const hop = memberHop(object, key.text, node, context);
  const seen = traceInside(object, key.text, step);
  if (seen !== null) return through(hop, seen);
  const parameter = rootParameter(object, step);
  const rest = traceMemberSymbol(target, step, object);
  return through(hop, parameter === null ? rest : through(parameter, rest));
}

const isExport = (declaration: ts.Declaration): boolean =>
  ts.isVariableDeclaration(declaration) || ts.isEnumMember(declaration) || exportedValue(declaration) !== null;

/** `table[kind]`: any of the values that are written in the table. */
function traceIndexed(node: ts.ElementAccessExpression, object: ts.Expression, step: Step): readonly QueueArm[] {
  const { context } = step;
  const choices = choicesOf(object, step);
  if (choices === null) return [ended({ kind: 'call', callee: node.getText(), at: context.place(node) })];
  const keys = traceExpression(node.argumentExpression, deeper(step)).map(({ value }) => value);
  const isKnown = keys.length > 0 && keys.every((key) => key !== null && choices.some(({ name }) => name === key));
  return choices
    .filter(({ name }) => !isKnown || keys.includes(name))
    .flatMap(({ name, value }) =>
      through(memberHop(object, name, node, context), traceExpression(value, deeper(step))),
    );
}

/** A member of what a helper returns or was given, or of a row of a table, as its body says: its declared type only has the property's name. */
function traceInside(object: ts.Expression, name: string, step: Step): readonly QueueArm[] | null {
  let root = unwrap(object);
  for (let next = objectOf(root); next !== null; next = objectOf(root)) root = unwrap(next);
  const isHelper = ts.isCallExpression(root) && returnedTo(root, step) !== null;
  if (!isHelper && !isGiven(root, step) && !isRow(object, step)) return null;
  const { from } = carriedBy(object, name, step);
  return from.length === 0 || from.some(({ isValue }) => !isValue) ? null : from.flatMap(armsOf);
}

/** The object a helper gave out this time need not be the one it gives out the next time: it is not taken for shared. */
const armsOf = (source: Source): readonly QueueArm[] =>
  source.hops.reduceRight(
    (arms, hop) => through(hop.kind === 'member' ? { ...hop, shared: false } : hop, arms),
    traceSource(source),
  );

function isGiven(root: ts.Expression, { context, given }: Step): boolean {
  const declaration = ts.isIdentifier(root) ? symbolAt(root, context)?.valueDeclaration : undefined;
  return declaration !== undefined && given.has(declaration);
}

/** `options.taskQueue` where `options` is a parameter: the caller decides, and the arm says so. */
function rootParameter(object: ts.Expression, { context, given }: Step): Hop | null {
  let root = unwrap(object);
  for (let next = objectOf(root); next !== null; next = objectOf(root)) root = unwrap(next);
  if (!ts.isIdentifier(root)) return null;
  const declaration = symbolAt(root, context)?.valueDeclaration;
  if (declaration === undefined) return null;
  const owner = ts.isBindingElement(declaration) ? rootOwner(declaration) : declaration;
  if (!ts.isParameter(owner)) return null;
  // What was given to a helper is not up to the callers of the start.
  const { text: name } = root;
  return given.has(owner)
    ? { kind: 'unresolved', name, at: context.place(owner) }
    : parameterHop({ parameter: owner, name, at: owner, path: null }, context);
}

/** What a property's declaration says; an arm without a value when it is only declared (a type, a settings schema). */
function traceMemberSymbol(symbol: ts.Symbol | null, step: Step, object: ts.Expression | null): readonly QueueArm[] {
  const { context } = step;
  const declarations = symbol?.declarations ?? [];
  const outside = declarations.length > 0 || object === null ? null : outsideOf(object, context);
  if (outside !== null && object !== null) return [{ ...unknownAt(object, context), ...open(outside, context) }];
  const isOpen = symbol === null && object !== null && context.names.isOpen(object);
  const nothing: readonly QueueArm[] = [{ value: null, hops: [], ...(isOpen ? { open: true as const } : {}) }];
  if (declarations.length === 0 || isTooDeep(step)) return nothing;
  // A member of a union has a declaration in each of its parts, and can be any of them.
  return declarations.flatMap((declaration) => traceProperty(declaration, step) ?? nothing);
}

function traceProperty(declaration: ts.Declaration, step: Step): readonly QueueArm[] | null {
  const { context } = step;
  if (ts.isPropertyAssignment(declaration) || ts.isShorthandPropertyAssignment(declaration)) {
    const value = propertyValue(declaration);
    if (isWrittenLater(declaration, step)) return [unknownAt(declaration, context)];
    // In a schema (`z.object({ q: z.string() })`) the property's value is not the setting's value.
    const isName = value !== null && (context.names.isStringLike(value) || nameOfFunction(value, step) !== null);
    return value !== null && isName ? traceExpression(value, deeper(step)) : null;
  }
  if (ts.isPropertyDeclaration(declaration)) return traceField(declaration, step);
  if (ts.isGetAccessor(declaration)) return traceGetter(declaration, step);
  if (ts.isParameter(declaration) && ts.isParameterPropertyDeclaration(declaration, declaration.parent)) {
    const name = declaration.name.getText();
    const given = ended(parameterHop({ parameter: declaration, name, at: declaration, path: [] }, context));
    return [given, ...traceDefault(declaration, step)];
  }
  return null;
}

const unknownAt = (node: ts.Node, context: ShapeContext): QueueArm =>
  ended({ kind: 'unresolved', name: node.getText().slice(0, 80), at: context.place(node) });

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

function traceGetter({ body }: ts.GetAccessorDeclaration, step: Step): readonly QueueArm[] | null {
  const only = body?.statements.length === 1 ? body.statements[0] : undefined;
  if (only === undefined || !ts.isReturnStatement(only) || only.expression === undefined) return null;
  return traceExpression(only.expression, deeper(step));
}

/** `ProvisionWorkflow.name`. */
function nameOfFunction(node: ts.Expression, { context }: Step): string | null {
  const object = lastName(node)?.text === 'name' ? objectOf(node) : null;
  return object === null ? null : (functionBehind(object, context)?.name ?? null);
}

/** A call: everything a helper of the repository can return, a setting by its key, else a queue derived from what it is computed of. */
function traceCall(node: ts.CallExpression, step: Step): readonly QueueArm[] {
  const table = objectOf(node.expression);
  const rows = table === null ? null : rowsOfMap(node, step);
  if (table !== null && rows !== null)
    return rows.flatMap(({ name, value }) =>
      through(memberHop(table, name, node, step.context), traceExpression(value, deeper(step))),
    );
  const setting = lookupHop(node, step);
  const hop: Hop = setting ?? { kind: 'call', callee: node.expression.getText(), at: step.context.place(node) };
  const returned = returnedTo(node, step);
  const arms = returned?.flatMap((one) => traceExpression(one.expression, one.step)) ?? [{ value: null, hops: [] }];
  const isLost = (arm: QueueArm): boolean =>
    arm.value === null && arm.derivedFrom === undefined && arm.hops.every(isDeadEnd);
  if (!arms.some(isLost)) return through(hop, arms);
  if (setting !== null) return [ended(setting), ...settingByDefault(node, step)];
  const derivedFrom = operandsOf(node).flatMap((operand) => traceExpression(operand, deeper(step)));
  return through(
    hop,
    arms.map((arm) => (isLost(arm) ? { ...arm, derivedFrom } : arm)),
  );
}

/** `config.get('temporal.taskQueue')`, `config.get(QUEUE_KEY)`: a setting by its key. */
function lookupHop(node: ts.CallExpression, step: Step): Hop | null {
  const [argument] = node.arguments;
  const isLookup = objectOf(node.expression) !== null && /^get(OrThrow)?$/.test(lastName(node.expression)?.text ?? '');
  const key = isLookup && argument !== undefined ? keyOf(argument, step) : null;
  return key === null ? null : { kind: 'lookup', key, at: step.context.place(node) };
}

/** A key that is written in place, or is a constant in capitals, as the keys of settings are. */
function keyOf(argument: ts.Expression, step: Step): string | null {
  if (ts.isStringLiteralLike(argument)) return argument.text;
  if (!/^[A-Z][A-Z\d_]*$/.test(lastName(argument)?.text ?? '')) return null;
  const [arm, ...others] = traceExpression(argument, deeper(step));
  return arm === undefined || others.length > 0 || arm.derivedFrom !== undefined ? null : arm.value;
}

/** `config.get('temporal.taskQueue', 'main')`: what it is where nothing is set; an object there is no queue but options. */
function settingByDefault({ arguments: [, byDefault] }: ts.CallExpression, step: Step): readonly QueueArm[] {
  if (byDefault === undefined || ts.isSpreadElement(byDefault)) return [];
  return ts.isObjectLiteralExpression(unwrap(byDefault)) ? [] : traceExpression(byDefault, deeper(step));
}

const isDeadEnd = ({ kind }: Hop): boolean => kind === 'unresolved' || kind === 'call';

/** What a call computes with: its arguments, and the value whose method it is. */
function operandsOf(node: ts.CallExpression): readonly ts.Expression[] {
  const object = objectOf(node.expression);
  const inner = object === null ? null : unwrap(object);
  const own = inner === null ? [] : ts.isArrayLiteralExpression(inner) ? inner.elements : [inner];
  return [...own, ...node.arguments].filter((operand) => !ts.isSpreadElement(operand));
}

/** The places a traced queue went through, for its proof. */
export function placesOf(arms: readonly QueueArm[]): readonly Place[] {
  const places = arms.flatMap((arm) => [...arm.hops.map((hop) => hop.at), ...placesOf(arm.derivedFrom ?? [])]);
  return [...new Map(places.map((at) => [`${at.file}:${at.line}:${at.column}`, at])).values()].slice(0, 8);
}
