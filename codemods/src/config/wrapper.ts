import type { NamedWrapper } from '../model/config.js';

const NAME = /^(default|#?[\p{ID_Start}$_][\p{ID_Continue}$]*)$/u;

/** An entry of `wrappers`: `path#name` or `path#Class.method`; a string says what is wrong with it. */
export function parseWrapper(text: string): NamedWrapper | string {
  const at = text.indexOf('#');
  const shown = 'write the file and the function: "src/start.ts#startWorkflow", "src/starter.ts#Starter.launch"';
  if (at === -1) return shown;
  const file = text.slice(0, at).replace(/^(\.\/)+/, '');
  const name = text.slice(at + 1);
  if (file === '' || file.startsWith('/') || file.includes('\\') || file.split('/').includes('..'))
    return `the path before # is relative to the root, with forward slashes; ${shown}`;
  return name.split('.').every((part) => NAME.test(part)) ? { file, name, text } : shown;
}
