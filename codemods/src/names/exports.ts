import { ts } from '../../typescript.js';
import type { Following } from './following.js';
import { type ImportedName, importOfDeclaration } from './imports.js';
import { bind, symbolOf } from './scope.js';
import { either, type Value } from './value.js';

/** What files export, and where an import leads that leaves the target. */
export class Exports {
  readonly #follow: Following;

  constructor(follow: Following) {
    this.#follow = follow;
  }

  /** What a file exports under a name; `*` is the module itself. Re-exports are followed as far as they are files of the target. */
  exportOf(file: ts.SourceFile, name: string, seen: ReadonlySet<ts.SourceFile> = new Set()): ts.Symbol | null {
    const module = symbolOf(bind(file));
    if (module === null) return null;
    const whole = module.exports?.get(ts.InternalSymbolName.ExportEquals);
    if (name === '*' || (name === 'default' && isCommonJs(file))) return whole ?? module;
    const own = module.exports?.get(ts.escapeLeadingUnderscores(name));
    if (own !== undefined) return own;
    if (whole !== undefined) return this.#ofWhole(whole, name);
    if (seen.has(file) || name === 'default') return null;
    for (const specifier of starsOf(file)) {
      const next = this.#follow.names.open(specifier, file);
      const found = next === null ? null : this.exportOf(next, name, new Set([...seen, file]));
      if (found !== null) return found;
    }
    return null;
  }

  /** `module.exports = { a }`, `export = settings`: a member of the one thing exported, or that thing itself. */
  #ofWhole(whole: ts.Symbol, name: string): ts.Symbol | null {
    const found = this.#follow.propertyIn(this.#follow.symbol(whole), name);
    return typeof found === 'string' ? (name === 'default' ? whole : null) : found;
  }

  /** Where an import that leads out of the target leads: by itself, or by an `export *` of the file it names. */
  importsOf(declaration: ts.Declaration): readonly ImportedName[] {
    const imported = importOfDeclaration(declaration);
    if (imported === null) return [];
    const file = this.#follow.names.open(imported.specifier, declaration.getSourceFile());
    if (file === null) return [imported];
    const found = this.#starsOut(file, new Set()).map((specifier) => ({ specifier, name: imported.name }));
    return found.length === 0 ? [imported] : found;
  }

  /** The packages of which a file gives on everything. */
  #starsOut(file: ts.SourceFile, seen: Set<ts.SourceFile>): readonly string[] {
    if (seen.has(file)) return [];
    seen.add(file);
    return starsOf(file).flatMap((specifier) => {
      const next = this.#follow.names.open(specifier, file);
      return next === null ? (isRelative(specifier) ? [] : [specifier]) : this.#starsOut(next, seen);
    });
  }

  /** What a name may be that a file has only by `export *` of packages. */
  givenOn(file: ts.SourceFile, name: string, at: ts.Node): Value {
    return either(this.#starsOut(file, new Set()).map((specifier) => foreign({ specifier, name }, at)));
  }
}

/** What is imported from a package. */
export const foreign = ({ specifier, name }: ImportedName, at: ts.Node): Extract<Value, { is: 'foreign' }> => ({
  is: 'foreign',
  origin: { specifier, name, path: [], at },
});

/** Whether a file is a CommonJS module by what it writes: its default import is all that it exports. */
const isCommonJs = (file: ts.SourceFile): boolean =>
  (file as { readonly commonJsModuleIndicator?: ts.Node }).commonJsModuleIndicator !== undefined;

const isRelative = (specifier: string): boolean => /^\.{1,2}(\/|$)/.test(specifier);

/** What a file gives on whole. */
function starsOf(file: ts.SourceFile): readonly string[] {
  const stars = symbolOf(bind(file))?.exports?.get(ts.InternalSymbolName.ExportStar)?.declarations ?? [];
  return stars.flatMap((star) => {
    const from = ts.isExportDeclaration(star) ? star.moduleSpecifier : undefined;
    return from !== undefined && ts.isStringLiteral(from) ? [from.text] : [];
  });
}
