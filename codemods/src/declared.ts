import { isTestFile } from './find.js';
import { literally } from './model/pattern.js';
import type { QueueNames } from './model/queue-names.js';
import { type DeclaredNames, readDeclared } from './shapes/parts/declared-names.js';
import type { Workspace } from './workspace.js';

/** Where settings may be declared. */
export interface DeclaredInput {
  readonly workspace: Pick<Workspace, 'read' | 'syntax'>;
  readonly candidates: readonly string[];
}

/** What the settings that hold a legacy queue are declared with, wherever code that is no test declares them. */
export function declaredFor(names: QueueNames, { workspace, candidates }: DeclaredInput): DeclaredNames {
  const keys = names.members.map(({ name }) => `\\b${literally(name)}['"]?\\s*[:=]`);
  const declares = new RegExp(keys.length === 0 ? '(?!)' : keys.join('|'));
  const declared = candidates.flatMap((file) => {
    const isCode = !isTestFile(file) && declares.test(workspace.read(file)?.text ?? '');
    const source = isCode ? workspace.syntax(file) : null;
    return source === null ? [] : [readDeclared(source, names)];
  });
  return {
    values: declared.flatMap(({ values }) => values),
    variables: declared.flatMap(({ variables }) => variables),
  };
}
