import { ts } from '../../../typescript.js';
import type { RecipeContext } from '../recipe.js';
import { type Style, styleOf } from './style.js';

/** What a new module is written in. */
export type Language = 'typescript' | 'esm' | 'commonjs';

/** How a new module reads a variable of the environment, as the compiler options of the starts want it. */
export function environmentReader(context: RecipeContext): (variable: string) => string {
  const near = context.decisions.find((decision) => decision.decision === 'route')?.site.at.file;
  const options = near === undefined ? undefined : context.optionsOf(near);
  const isStrict = options?.noPropertyAccessFromIndexSignature === true;
  return (variable) => (isStrict ? `process.env['${variable}']` : `process.env.${variable}`);
}

/** How a new module is written: as the file beside it. */
export function styleAt(file: string, context: RecipeContext): Style {
  const source = context.syntax(file);
  return source === null ? { quote: "'", semicolon: ';', eol: '\n', indent: '  ' } : styleOf(source);
}

/** What a new module is written in, by its extension, else as the file beside it. */
export function languageOf(module: string, beside: string, context: RecipeContext): Language {
  if (/\.[cm]?tsx?$/.test(module)) return 'typescript';
  if (module.endsWith('.cjs')) return 'commonjs';
  const source = context.syntax(beside);
  const isModule = source === null || ts.isExternalModule(source) || module.endsWith('.mjs');
  return isModule ? 'esm' : 'commonjs';
}
