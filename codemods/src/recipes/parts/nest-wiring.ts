import type { ts } from '../../../typescript.js';
import type { Advice, Edit } from '../../model/edit.js';
import type { RecipeContext } from '../recipe.js';
import { importNames } from './imports.js';
import type { Injected } from './injected-class.js';
import { listIn, type NestModule, propertyIn, rootModules } from './nest-modules.js';
import { specifierFor } from './specifier.js';
import { indentAt, styleOf } from './style.js';

/** What makes an application load the routing's module. */
interface Wiring {
  readonly edits: readonly Edit[];
  readonly advice: readonly Advice[];
}

/** Imports the routing's module of Nest into the application's root module; where that is not plain, the text to add. */
export function wireModule(routing: Injected, group: string, context: RecipeContext): Wiring {
  const roots = rootModules(routing.module, context);
  const [root] = roots;
  const name = `${routing.inject}Module`;
  if (roots.some(({ literal }) => new RegExp(`\\b${name}\\b`).test(literal.getText())))
    return { edits: [], advice: [] };
  if (root === undefined || roots.length > 1) return { edits: [], advice: [advise(roots, routing, context)] };
  const insertion = insertionIn(root, name);
  if (insertion === null) return { edits: [], advice: [advise(roots, routing, context)] };
  const { file, source } = root;
  const specifier = specifierFor(file, routing.module, context);
  const imported = importNames(source, { file, specifier, names: [name], group });
  const text = insertion.text.replace(name, imported.local.get(name) ?? name);
  const why = `the application loads ${name}`;
  return {
    edits: [...imported.edits, { file, span: { start: insertion.at, end: insertion.at }, text, group, why }],
    advice: [],
  };
}

/** Behind the other imports of a module, or as its first property; null where the imports are made elsewhere. */
function insertionIn(root: NestModule, name: string): { readonly at: number; readonly text: string } | null {
  const { source, literal } = root;
  const { text } = source;
  const { eol, indent } = styleOf(source);
  const list = listIn(root, 'imports');
  if (list === null && propertyIn(literal, 'imports') !== undefined) return null;
  const last = list?.elements.at(-1);
  if (list !== null && last === undefined) return { at: list.getStart() + 1, text: name };
  if (list !== null && last !== undefined) {
    const isOverLines = text.slice(list.getStart(), last.getStart()).includes('\n');
    const separator = isOverLines ? `,${eol}${indentAt(text, last.getStart())}` : ', ';
    return { at: last.getEnd(), text: separator + name };
  }
  const first: ts.Node | undefined = literal.properties[0];
  if (first === undefined) return { at: literal.getStart() + 1, text: ` imports: [${name}] ` };
  const isOverLines = text.slice(literal.getStart(), first.getStart()).includes('\n');
  const inner = isOverLines ? `${eol}${indentAt(text, first.getStart()) || indent}` : ' ';
  return { at: first.getStart(), text: `imports: [${name}],${inner}` };
}

function advise(roots: readonly NestModule[], { module, inject }: Injected, context: RecipeContext): Advice {
  const [root] = roots;
  const name = `${inject}Module`;
  const file = root?.file ?? module;
  const which =
    roots.length === 0
      ? 'which module an application is made of was not found'
      : roots.length > 1
        ? `${roots.map((one) => `${one.name} (${one.file})`).join(', ')} are each the root of an application`
        : `the imports of ${root?.name} are not written in place`;
  const specifier =
    root === undefined
      ? `./${module
          .split('/')
          .at(-1)
          ?.replace(/\.[cm]?tsx?$/, '')}`
      : specifierFor(root.file, module, context);
  return {
    recipe: 'routing-module',
    file,
    line: 1,
    message: `${name} has to be imported once by each application that starts workflows, or ${inject} cannot be injected: ${which}.`,
    add: `import { ${name} } from '${specifier}';\n\n// in \`imports\` of the root module\n${name},`,
  };
}
