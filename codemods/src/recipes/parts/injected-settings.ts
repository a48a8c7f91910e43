import { ts } from '../../../typescript.js';
import type { RouteDecision } from '../../model/decision.js';
import type { RecipeContext } from '../recipe.js';
import { importedAs } from './imported-as.js';
import { ownerOf, type Read, readAt } from './settings-reads.js';
import { bare, meaning } from './settings-trace.js';

/** The settings that Nest injects where a start reads its queue: by the constructor, or into a field with `@Inject(…)`. */
export interface InjectedSettings {
  readonly file: string;
  readonly parameter: Held;
  /** What the parameter is called. */
  readonly name: string;
  /** What its type and its decorators name, each with the class or value it is. */
  readonly names: readonly InjectedName[];
  /** The keys in front of the queue's, where it is looked up: `['temporal']`; null where it is a member. */
  readonly lookup: readonly string[] | null;
  /** The member, or the last part of the key. */
  readonly setting: string;
  /** What the start falls back to where nothing is set. */
  readonly fallback: Fallback;
}

/** What holds injected settings. */
export type Held = ts.ParameterDeclaration | ts.PropertyDeclaration;

type Fallback = { readonly operator: '??' | '||'; readonly value: string } | null;

/** A name that a parameter's type or decorator needs. */
export interface InjectedName {
  readonly local: string;
  readonly name: string;
  /** The package it comes from, or the file of the repository. */
  readonly from: { readonly specifier: string } | { readonly file: string };
  /** A class or a value, which must be there when the program runs. */
  readonly isValue: boolean;
}

/** The injected settings that a start reads its queue from; null where it reads them elsewhere, or not in a way that is understood. */
export function injectedSettingsOf({ site }: RouteDecision, context: RecipeContext): InjectedSettings | null {
  const { arms, text } = site.queue;
  const hops = arms.flatMap((arm) =>
    arm.hops.filter((hop) => hop.kind === 'lookup' || hop.kind === 'member').slice(0, 1),
  );
  const [hop] = hops;
  if (hop === undefined || (hop.kind !== 'lookup' && hop.kind !== 'member')) return null;
  const read = readAt(hop, context);
  const others = arms.filter((arm) => !arm.hops.includes(hop));
  if (read === null || others.length > 1 || others.some((arm) => arm.value === null || arm.hops.length > 0))
    return null;
  const value = others[0]?.value ?? null;
  return settingsOf(read, value === null ? null : { operator: text.includes('||') ? '||' : '??', value }, context);
}

function settingsOf(read: Read, fallback: Fallback, context: RecipeContext): InjectedSettings | null {
  const parameter = parameterOf(read);
  if (parameter === null || !ts.isIdentifier(parameter.name)) return null;
  const names = namesIn(parameter, read, context);
  if (names === null) return null;
  const { file, lookup, name: setting } = read;
  return { file, parameter, name: parameter.name.text, names, lookup, setting, fallback };
}

/** What holds the object that a setting is read from: `this.config`. */
function parameterOf(read: Read): Held | null {
  const owner = ownerOf(read.node);
  const object = owner !== null && ts.isExpression(owner) ? bare(owner) : null;
  if (object === null || !ts.isPropertyAccessExpression(object)) return null;
  if (object.expression.kind !== ts.SyntaxKind.ThisKeyword) return null;
  const declaration = meaning(object.name, read)?.valueDeclaration;
  if (declaration === undefined) return null;
  const isHeld = ts.isParameter(declaration) || (ts.isPropertyDeclaration(declaration) && isInjectedField(declaration));
  return isHeld && declaration.type !== undefined ? declaration : null;
}

const isInjectedField = (field: ts.PropertyDeclaration): boolean =>
  (ts.getDecorators(field) ?? []).some(({ expression }) => /^Inject\b/.test(expression.getText()));

/** Everything that a parameter's type and decorators name; null where a name cannot be had in another module. */
function namesIn(parameter: Held, read: Read, context: RecipeContext): InjectedName[] | null {
  const found = new Map<string, InjectedName | null>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isOwnName(node)) found.set(node.text, nameOf(node, read, context));
    ts.forEachChild(node, visit);
  };
  for (const decorator of ts.getDecorators(parameter) ?? []) visit(decorator);
  if (parameter.type !== undefined) visit(parameter.type);
  const names = [...found.values()].flatMap((name) => name ?? []);
  return names.length === found.size ? names : null;
}

const isOwnName = ({ parent, text }: ts.Identifier): boolean =>
  !(ts.isPropertyAccessExpression(parent) && parent.name.text === text && parent.expression.getText() !== text) &&
  !(ts.isQualifiedName(parent) && parent.right.text === text);

function nameOf(node: ts.Identifier, read: Read, context: RecipeContext): InjectedName | null {
  const imported = importedAs(node);
  const symbol = meaning(node, read);
  const declaration = symbol?.declarations?.[0];
  const file = declaration === undefined ? null : context.relative(declaration.getSourceFile().fileName);
  const isValue = symbol === null || (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Value)) !== 0;
  if (imported !== null && (file === null || !imported.specifier.startsWith('.')))
    return imported.name === '*' ? null : { ...imported, local: node.text, from: imported, isValue };
  if (file === null || symbol === null) return null;
  // A name of the file itself, or of another of the repository: only what is exported can be had.
  const module = read.checker.getSymbolAtLocation(declaration?.getSourceFile() as ts.Node);
  const exported = module === undefined ? [] : read.checker.getExportsOfModule(module);
  const own = exported.find(
    (one) => one === symbol || (one.flags & ts.SymbolFlags.Alias && read.checker.getAliasedSymbol(one) === symbol),
  );
  return own === undefined ? null : { local: node.text, name: own.name, from: { file }, isValue };
}

/** Whether two starts read the same setting of the same injected object. */
export function isSameSettings(one: InjectedSettings, other: InjectedSettings): boolean {
  return identityOf(one) === identityOf(other);
}

function identityOf(settings: InjectedSettings): string {
  const { parameter, names, lookup, setting, fallback } = settings;
  const written = (ts.getDecorators(parameter) ?? []).map((one) => one.getText());
  // A class is what its type stands for, whether it is named as the token or not.
  const isPlain = (text: string): boolean => isConfigService(settings) && /^@Inject\((ConfigService)?\)$/.test(text);
  const decorators = written.filter((text) => !isPlain(text));
  // What a settings service is told of its variables' types changes nothing about it.
  const type = isConfigService(settings) ? 'ConfigService' : parameter.type?.getText();
  const from = isConfigService(settings) ? [] : names.map(({ name, from: source }) => ({ name, source }));
  return JSON.stringify([decorators, type, from, lookup, setting, fallback]);
}

/** Whether it is the settings service of `@nestjs/config`. */
export const isConfigService = ({ parameter, names }: InjectedSettings): boolean =>
  /^ConfigService\b/.test(parameter.type?.getText() ?? '') &&
  names.some(
    ({ name, from }) => name === 'ConfigService' && 'specifier' in from && from.specifier === '@nestjs/config',
  );

/** The injected settings that a routing module which is there falls back to: what its class gives for the legacy queue. */
export function settingsOfModule(module: string, inject: string, context: RecipeContext): InjectedSettings | null {
  const typed = context.typed(module);
  const declaration = typed?.sourceFile.statements.find(
    (one): one is ts.ClassDeclaration => ts.isClassDeclaration(one) && one.name?.text === inject,
  );
  const value = declaration === undefined ? null : legacyQueueIn(declaration);
  if (typed === null || value === null) return null;
  const { node, fallback } = withoutFallback(value);
  const [key] = ts.isCallExpression(node) ? node.arguments : [];
  const lookup = key !== undefined && ts.isStringLiteralLike(key) ? key.text.split('.') : null;
  if (!ts.isPropertyAccessExpression(node) && (!ts.isCallExpression(node) || lookup === null)) return null;
  const name = lookup === null && ts.isPropertyAccessExpression(node) ? node.name.text : (lookup?.pop() ?? '');
  const read: Read = { file: module, base: '', name, node, lookup, checker: typed.checker, variable: null };
  return settingsOf(read, fallback, context);
}

function legacyQueueIn(declaration: ts.ClassDeclaration): ts.Expression | null {
  let found: ts.Expression | null = null;
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'legacyTaskQueue') found = node.initializer;
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return found;
}

/** `read ?? 'main'` in its two parts. */
function withoutFallback(value: ts.Expression): { readonly node: ts.Expression; readonly fallback: Fallback } {
  const node = bare(value);
  const operator = ts.isBinaryExpression(node) ? node.operatorToken.getText() : '';
  if (!ts.isBinaryExpression(node) || !ts.isStringLiteralLike(node.right) || (operator !== '??' && operator !== '||'))
    return { node, fallback: null };
  return { node: bare(node.left), fallback: { operator, value: node.right.text } };
}
