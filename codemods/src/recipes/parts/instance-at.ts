import { ts } from '../../../typescript.js';

/** The class whose instance `this` is at an offset, or why there is none that a framework has finished making. */
export function instanceAt(source: ts.SourceFile, offset: number): ts.ClassDeclaration | string {
  let isDeferred = false;
  for (let node = nodeAt(source, offset); node.parent !== undefined; node = node.parent) {
    if (ts.isDecorator(node)) return 'it stands in a decorator';
    if (ts.isArrowFunction(node)) isDeferred = true;
    if (ts.isClassLike(node.parent)) return ofMember(node, node.parent, { offset, isDeferred });
    if (ts.isFunctionLike(node) && !ts.isArrowFunction(node))
      return 'it stands in a function that has a `this` of its own';
  }
  return 'it stands outside of a class';
}

function nodeAt(source: ts.SourceFile, offset: number): ts.Node {
  let node: ts.Node = source;
  for (;;) {
    const inner: ts.Node | undefined = ts.forEachChild(node, (child) =>
      child.pos <= offset && offset < child.end ? child : undefined,
    );
    if (inner === undefined) return node;
    node = inner;
  }
}

interface Where {
  readonly offset: number;
  /** An arrow function runs it later. */
  readonly isDeferred: boolean;
}

function ofMember(
  member: ts.Node,
  owner: ts.ClassLikeDeclaration,
  { offset, isDeferred }: Where,
): ts.ClassDeclaration | string {
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  const isStatic = modifiers.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
  if (isStatic || ts.isClassStaticBlockDeclaration(member)) return 'it stands in something static';
  if (!ts.isClassElement(member)) return 'it stands in the head of a class';
  if (ts.isPropertyDeclaration(member) && !isDeferred) return 'it runs before the constructor';
  if (ts.isConstructorDeclaration(member) && (isExtending(owner) || offset < (member.body?.pos ?? 0)))
    return 'it stands in a constructor';
  return ts.isClassDeclaration(owner) && owner.name !== undefined ? owner : 'its class has no name';
}

const isExtending = (owner: ts.ClassLikeDeclaration): boolean =>
  owner.heritageClauses?.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword) === true;
