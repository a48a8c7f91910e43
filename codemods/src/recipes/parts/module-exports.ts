import { ts } from '../../../typescript.js';
import type { RecipeContext } from '../recipe.js';

/** The names a module of the repository exports. */
export function exportsOf(module: string, context: RecipeContext): ReadonlySet<string> {
  const typed = context.typed(module);
  const symbol = typed?.checker.getSymbolAtLocation(typed.sourceFile);
  const names =
    symbol === undefined || typed === null ? [] : typed.checker.getExportsOfModule(symbol).map((one) => one.name);
  // `export { startOptions } from 'temporal-queue-routing'` counts before the package is installed.
  const written = typed?.sourceFile.statements.filter(ts.isExportDeclaration).flatMap((statement) => {
    const clause = statement.exportClause;
    return clause !== undefined && ts.isNamedExports(clause) ? clause.elements.map((element) => element.name.text) : [];
  });
  return new Set([...names, ...(written ?? [])]);
}
