import { ts } from '../../typescript.js';
import { readOptions, readQueue } from './parts/options.js';
import { packageExportOf } from './parts/package-export.js';
import { isExported, lastName } from './parts/syntax.js';
import { workflowsAround } from './parts/workflows-around.js';
import type { Found, Shape } from './shape.js';

const OPTIONS_AT: Readonly<Record<string, number>> = { proxyActivities: 0, scheduleActivity: 2 };

/** `proxyActivities({ taskQueue })`, `scheduleActivity(name, args, { taskQueue })`: an activity that names its queue does not follow its workflow. */
export const activityProxy: Shape = {
  id: 'activity-proxy',
  describe: 'An activity proxy with a queue of its own',
  names: new Set(Object.keys(OPTIONS_AT)),
  match(node, context): Found | null {
    if (!ts.isCallExpression(node)) return null;
    const name = lastName(node.expression);
    const argument = name === null ? undefined : node.arguments[OPTIONS_AT[name.text] ?? 0];
    const wanted = { package: /^@temporalio\/workflow$/, names: Object.keys(OPTIONS_AT) };
    if (name === null || argument === undefined || packageExportOf(name, wanted, context) === null) return null;
    const options = readOptions(argument, context);
    const queue = readQueue(options, argument, context);
    if (queue.absent) return null;
    const api = name.text === 'scheduleActivity' ? 'scheduleActivity' : 'proxyActivities';
    const { anchor } = options;
    const around = workflowsAround(node);
    return {
      what: 'activity',
      activity: {
        at: context.place(name),
        api,
        test: context.test,
        queue,
        property: anchor.file === context.file && anchor.otherReads === 0 ? anchor.property : null,
        workflows: around.length > 0 ? around : exportedFunctions(context.sourceFile),
        exported: isExportedAt(node),
      },
    };
  },
};

/** The functions a file exports by declaration, as a worker would register them. */
function exportedFunctions(source: ts.SourceFile): readonly string[] {
  return source.statements.flatMap((statement) => {
    if (!isExported(statement)) return [];
    if (ts.isFunctionDeclaration(statement)) return statement.name === undefined ? [] : [statement.name.text];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
      ts.isIdentifier(name) &&
      initializer !== undefined &&
      (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
        ? [name.text]
        : [],
    );
  });
}

function isExportedAt(node: ts.Node): boolean {
  for (let at: ts.Node = node; at.parent !== undefined; at = at.parent) {
    if (ts.isVariableStatement(at)) return isExported(at);
    if (ts.isFunctionLike(at)) return false;
  }
  return false;
}
