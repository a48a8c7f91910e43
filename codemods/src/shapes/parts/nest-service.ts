import { ts } from '../../../typescript.js';
import type { Proof } from '../../model/place.js';
import type { ShapeContext } from '../shape.js';
import { importOf, isFromPackage, symbolAt } from './symbols.js';
import { lastName, objectOf, unwrap } from './syntax.js';

const PACKAGE = /^nestjs-temporal-core$/;
const SERVICE = /^Temporal(Client|Schedule|WorkerManager)?Service$/;

/** What shows that a method is one of a service of nestjs-temporal-core: its declaration, or how the service was declared or got. */
export function nestServiceProof(callee: ts.Expression, context: ShapeContext): Proof | null {
  const method = lastName(callee);
  const object = objectOf(callee);
  if (method === null || object === null) return null;
  if (isFromPackage(method, PACKAGE, context))
    return { how: 'types', because: 'declared by nestjs-temporal-core', at: [context.place(method)] };
  const service = serviceName(object, context);
  return service === null
    ? null
    : { how: 'traced', because: `${service.getText()} comes from nestjs-temporal-core`, at: [context.place(service)] };
}

/** The name that says which service an object is: of its declared type, or of the class it was asked of Nest by. */
function serviceName(object: ts.Expression, context: ShapeContext): ts.Node | null {
  const node = unwrap(object);
  const name = lastName(node);
  const declaration = name === null ? undefined : symbolAt(name, context)?.valueDeclaration;
  const named = declaration === undefined ? null : namedBy(declaration);
  const imported = named === null ? null : symbolAt(named, context);
  const from = imported === null ? null : importOf(imported);
  if (from !== null && PACKAGE.test(from.specifier) && SERVICE.test(from.name)) return named;
  // `temporal.client` and `temporal.schedule` are services, too.
  const outer = /^(client|schedule)$/.test(name?.text ?? '') ? objectOf(node) : null;
  return outer === null ? null : serviceName(outer, context);
}

/** What a declaration says its value is: a type's name, or `TemporalService` of `await app.get(TemporalService)`. */
function namedBy(declaration: ts.Declaration): ts.Node | null {
  const { type, initializer } = declaration as { readonly type?: ts.TypeNode; readonly initializer?: ts.Expression };
  if (type !== undefined) return ts.isTypeReferenceNode(type) ? type.typeName : null;
  const call = initializer === undefined ? null : unwrap(initializer);
  const isAsked =
    call !== null && ts.isCallExpression(call) && /^(get|resolve)$/.test(lastName(call.expression)?.text ?? '');
  return isAsked ? (call.arguments[0] ?? null) : null;
}
