import { ts } from '../../../typescript.js';
import type { RoutingAccess, WorkflowRouting } from '../../model/config.js';
import type { RouteDecision } from '../../model/decision.js';
import { type ImportRequest, type ImportResult, importNames } from './imports.js';

const SDK = '@temporalio/workflow';

/** A continue-as-new: the SDK hands on its queue and no priority. */
export const isContinued = ({ site: { api } }: Pick<RouteDecision, 'site'>): boolean => /ontinueAsNew$/.test(api);

/**
 * What rewritten workflow code calls of the SDK beside what stands there: the function that makes a continue-as-new with
 * options, and the queue that it runs on, which a bound route falls back to.
 */
export function importSdk(
  source: ts.SourceFile,
  decisions: readonly RouteDecision[],
  place: Omit<ImportRequest, 'specifier' | 'names'>,
  { form }: RoutingAccess | WorkflowRouting,
): ImportResult {
  const names = new Set<string>();
  for (const { site } of decisions) {
    if (site.api === 'continueAsNew') names.add('makeContinueAsNewFunc');
    if (site.inWorkflowCode && site.queue.absent && form !== 'import') names.add('workflowInfo');
  }
  const ordered = [...names].sort();
  if (ordered.length === 0) return { edits: [], local: new Map() };
  const namespace = namespaceIn(source);
  if (namespace !== null) return { edits: [], local: new Map(ordered.map((name) => [name, `${namespace}.${name}`])) };
  return importNames(source, { ...place, specifier: SDK, names: ordered });
}

/** The name of `import * as wf`, where the file has no other import of the SDK's values to add to. */
function namespaceIn({ statements }: ts.SourceFile): string | null {
  const bindings = statements.flatMap((statement) => {
    const isSdk =
      ts.isImportDeclaration(statement) &&
      ts.isStringLiteral(statement.moduleSpecifier) &&
      statement.moduleSpecifier.text === SDK;
    const clause = isSdk ? statement.importClause : undefined;
    return clause?.namedBindings === undefined || clause.phaseModifier !== undefined ? [] : [clause.namedBindings];
  });
  const namespace = bindings.find(ts.isNamespaceImport);
  return namespace === undefined || bindings.some(ts.isNamedImports) ? null : namespace.name.text;
}
