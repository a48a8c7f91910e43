import { ts } from 'ts-morph';
import type { Proof } from '../../model/place.js';
import type { ShapeContext } from '../shape.js';
import { importOf, packageOfFile, resolveAlias, symbolAt } from './symbols.js';
import { baseName, lastName, objectOf, unwrap } from './syntax.js';

/** What the callee is: one of the SDK's classes with proof, surely something else, or not to be told by types. */
export type Receiver =
  | { readonly is: 'sdk'; readonly owner: string; readonly proof: Proof }
  | { readonly is: 'other' }
  | { readonly is: 'untyped' };

const SDK = /^@temporalio\//;

/**
 * What `receiver.method` is a method of. By types when the checker knows the method's declaration;
 * else by following the receiver to a declaration that names an SDK class.
 */
export function receiverOf(callee: ts.Expression, context: ShapeContext): Receiver {
  const name = lastName(callee);
  const object = objectOf(callee);
  if (name === null) return { is: 'other' };
  if (object === null) return detached(name, context);
  const symbol = symbolAt(name, context);
  const method = symbol === null ? null : resolveAlias(symbol, context);
  const declaration = method?.valueDeclaration ?? method?.declarations?.[0];
  if (declaration !== undefined) {
    const owner = ownerInSdk(declaration);
    const at = [context.place(name)];
    if (owner !== null)
      return { is: 'sdk', owner, proof: { how: 'types', because: `the checker says ${owner}.${name.text}`, at } };
    const declared = object === null ? null : sdkTypeOf(object, context, 0);
    if (declared !== null) return { is: 'sdk', owner: declared.name, proof: declared.proof };
    return isImplemented(declaration) ? { is: 'other' } : { is: 'untyped' };
  }
  const declared = object === null ? null : sdkTypeOf(object, context, 0);
  if (declared !== null) return { is: 'sdk', owner: declared.name, proof: declared.proof };
  return { is: 'untyped' };
}

/** A bare `start(…)`: the client's method taken off it (`const { start } = client.workflow`), by the signature it still has. */
function detached(name: ts.Node, context: ShapeContext): Receiver {
  const [signature] = context.checker.getTypeAtLocation(name).getCallSignatures();
  const owner = signature?.declaration === undefined ? null : ownerInSdk(signature.declaration);
  if (owner !== null) {
    const because = `the checker says it is ${owner}'s own`;
    return { is: 'sdk', owner, proof: { how: 'types', because, at: [context.place(name)] } };
  }
  return { is: 'other' };
}

/** The SDK class or interface a declaration is a member of. */
function ownerInSdk(declaration: ts.Declaration): string | null {
  const from = packageOfFile(declaration.getSourceFile().fileName);
  if (from === null || !SDK.test(from)) return null;
  for (let at: ts.Node | undefined = declaration; at !== undefined; at = at.parent) {
    if ((ts.isClassLike(at) || ts.isInterfaceDeclaration(at)) && at.name !== undefined) return at.name.text;
    if (ts.isTypeAliasDeclaration(at)) return at.name.text;
  }
  return from;
}

/** A method with a body in the target is the target's own code: its body is looked at, its calls are not starts. */
function isImplemented(declaration: ts.Declaration): boolean {
  return (
    packageOfFile(declaration.getSourceFile().fileName) !== null ||
    (ts.isFunctionLike(declaration) && 'body' in declaration && declaration.body !== undefined) ||
    (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined) ||
    (ts.isPropertyAssignment(declaration) && ts.isFunctionLike(declaration.initializer))
  );
}

interface SdkType {
  readonly name: string;
  readonly proof: Proof;
}

const MEMBER_TYPES: Readonly<Record<string, string>> = {
  workflow: 'WorkflowClient',
  schedule: 'ScheduleClient',
  activity: 'ActivityClient',
};

/**
 * The SDK type an expression was declared with, when its package is not installed and the checker knows only the name:
 * `client: Client` with `Client` imported from `@temporalio/client`, `new Client()`, a function that returns one.
 */
function sdkTypeOf(expression: ts.Expression, context: ShapeContext, depth: number): SdkType | null {
  if (depth > 6) return null;
  const node = unwrap(expression);
  const member = objectOf(node) === null ? null : (lastName(node)?.text ?? null);
  const memberType = member === null ? undefined : MEMBER_TYPES[member];
  const object = objectOf(node);
  if (memberType !== undefined && object !== null) {
    const owner = sdkTypeOf(object, context, depth + 1);
    if (owner !== null) return { name: memberType, proof: owner.proof };
  }
  if (member === 'client' && object !== null) {
    const owner = sdkTypeOf(object, context, depth + 1);
    if (owner !== null) return { name: 'Client', proof: owner.proof };
  }
  if (ts.isNewExpression(node)) return sdkName(node.expression, context);
  if (ts.isCallExpression(node)) return returnedSdkType(node, context, depth);
  const name = lastName(node);
  const symbol = name === null ? null : symbolAt(name, context);
  const declaration = symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
  return declaration === undefined ? null : declaredSdkType(declaration, context, depth);
}

function declaredSdkType(declaration: ts.Declaration, context: ShapeContext, depth: number): SdkType | null {
  if (ts.isBindingElement(declaration)) return boundSdkType(declaration, context, depth);
  const typed = declaration as ts.Declaration & { type?: ts.TypeNode; initializer?: ts.Expression };
  if (typed.type !== undefined) return sdkTypeNode(typed.type, context);
  if (ts.isGetAccessor(declaration) && declaration.type !== undefined) return sdkTypeNode(declaration.type, context);
  return typed.initializer === undefined ? null : sdkTypeOf(typed.initializer, context, depth + 1);
}

function boundSdkType(binding: ts.BindingElement, context: ShapeContext, depth: number): SdkType | null {
  const variable = binding.parent.parent;
  const key = binding.propertyName ?? binding.name;
  if (!ts.isVariableDeclaration(variable) || variable.initializer === undefined || !ts.isIdentifier(key)) return null;
  const memberType = MEMBER_TYPES[key.text];
  const owner = memberType === undefined ? null : sdkTypeOf(variable.initializer, context, depth + 1);
  return owner === null || memberType === undefined ? null : { name: memberType, proof: owner.proof };
}

function returnedSdkType(call: ts.CallExpression, context: ShapeContext, depth: number): SdkType | null {
  const name = lastName(call.expression);
  const symbol = name === null ? null : symbolAt(name, context);
  const declaration = symbol === null ? undefined : resolveAlias(symbol, context).valueDeclaration;
  if (declaration === undefined) return null;
  const value =
    ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined
      ? unwrap(declaration.initializer)
      : declaration;
  if (!ts.isFunctionLike(value)) return null;
  if (value.type !== undefined) return sdkTypeNode(value.type, context);
  if (!('body' in value) || value.body === undefined) return null;
  const body = value.body as ts.ConciseBody;
  if (!ts.isBlock(body)) return sdkTypeOf(body, context, depth + 1);
  for (const statement of body.statements) {
    if (ts.isReturnStatement(statement) && statement.expression !== undefined)
      return sdkTypeOf(statement.expression, context, depth + 1);
  }
  return null;
}

/** `Client`, `Promise<Client>`, `Client | null`, `Pick<WorkflowClient, 'start'>` where the name comes from the SDK. */
function sdkTypeNode(type: ts.TypeNode, context: ShapeContext): SdkType | null {
  if (ts.isUnionTypeNode(type))
    return type.types.map((part) => sdkTypeNode(part, context)).find((found) => found !== null) ?? null;
  if (!ts.isTypeReferenceNode(type)) return null;
  const own = sdkName(type.typeName, context);
  if (own !== null) return own;
  const inner = type.typeArguments?.[0];
  return inner === undefined ? null : sdkTypeNode(inner, context);
}

function sdkName(name: ts.Node, context: ShapeContext): SdkType | null {
  const right = ts.isQualifiedName(name) ? name.right : ts.isPropertyAccessExpression(name) ? name.name : name;
  const left = ts.isQualifiedName(name) ? name.left : ts.isPropertyAccessExpression(name) ? name.expression : null;
  const symbol = context.checker.getSymbolAtLocation(left ?? name);
  const imported = symbol === undefined ? null : importOf(symbol);
  if (imported === null || !SDK.test(imported.specifier)) return null;
  const className = left === null ? imported.name : right.getText();
  const declaration = symbol?.declarations?.[0];
  return {
    name: className,
    proof: {
      how: 'traced',
      because: `declared as ${className} from ${imported.specifier}`,
      at: declaration === undefined ? [] : [context.place(declaration)],
    },
  };
}

/** The base of a receiver, in words: `client` for `client.workflow`. */
export const receiverName = (callee: ts.Expression): string | null => {
  const object = objectOf(callee);
  return object === null ? null : baseName(object);
};
