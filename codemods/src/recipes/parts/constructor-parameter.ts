import { ts } from '../../../typescript.js';
import { ownEnd } from './removal.js';
import { indentAt, styleOf } from './style.js';

/** Text to insert into a class, so that its constructor takes one more parameter. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** Where and how a class is given a constructor parameter: behind those it has, before optional ones, or with a constructor of its own. */
export function addParameter(declaration: ts.ClassDeclaration, parameter: string): Insertion {
  const own = declaration.members.find(ts.isConstructorDeclaration);
  return own === undefined ? newConstructor(declaration, parameter) : oneMore(own, parameter);
}

function oneMore(own: ts.ConstructorDeclaration, parameter: string): Insertion {
  const source = own.getSourceFile();
  const { text } = source;
  const { eol } = styleOf(source);
  const { parameters } = own;
  const [first] = parameters;
  const last = parameters.at(-1);
  if (first === undefined || last === undefined) return { at: text.indexOf('(', own.getStart()) + 1, text: parameter };
  const isOverLines = text.slice(text.indexOf('(', own.getStart()), first.getStart()).includes('\n');
  const separator = isOverLines ? `,${eol}${indentAt(text, first.getStart())}` : ', ';
  const optional = parameters.find(({ questionToken }) => questionToken !== undefined);
  return optional === undefined
    ? { at: last.getEnd(), text: separator + parameter }
    : { at: optional.getStart(), text: parameter + separator };
}

/** Behind the fields at the top of a class, as constructors stand. */
function newConstructor(declaration: ts.ClassDeclaration, parameter: string): Insertion {
  const source = declaration.getSourceFile();
  const { text } = source;
  const { eol, indent, semicolon } = styleOf(source);
  const { members } = declaration;
  const [first] = members;
  const rest = members.findIndex((member) => !ts.isPropertyDeclaration(member));
  const fields = rest === -1 ? members : members.slice(0, rest);
  const inner =
    first === undefined ? indentAt(text, declaration.getStart()) + indent : indentAt(text, first.getStart());
  const isExtending = declaration.heritageClauses?.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword) === true;
  const body = isExtending ? `{${eol}${inner}${indent}super()${semicolon}${eol}${inner}}` : '{}';
  const made = `${inner}constructor(${parameter}) ${body}`;
  const field = fields.at(-1);
  if (field !== undefined) {
    const end = ownEnd(field, text);
    return { at: end, text: `${eol}${eol}${made}` };
  }
  const brace = text.indexOf('{', declaration.heritageClauses?.end ?? declaration.name?.end ?? declaration.pos);
  return { at: brace + 1, text: `${eol}${made}${members.length === 0 ? '' : eol}` };
}
