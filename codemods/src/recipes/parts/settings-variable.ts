import { ts } from '../../../typescript.js';
import { type Home, writtenValue } from './settings-home.js';
import { isSchema } from './settings-homes.js';
import { textOf } from './settings-lookup.js';
import type { Read } from './settings-reads.js';
import { bare, nameOf, propertyOf, type Tracer, traceValue } from './settings-trace.js';
import { envForm } from './settings-values.js';

/** The environment variable the legacy queue's value comes from, as far as the settings show it. */
export function variableIn(homes: readonly Home[], { name }: Read, tracer: Tracer): string | null {
  if (/^[A-Z\d_]+$/.test(name)) return name;
  for (const home of homes) {
    if (isSchema(home) && home.names !== null && /^[A-Z\d_]+$/.test(home.names.legacyTaskQueue))
      return home.names.legacyTaskQueue;
    if (home.kind === 'envalid') return nameOf(home.property as ts.NamedDeclaration);
    const named = home.kind === 'convict' ? convictVariable(home.property) : null;
    if (named !== null) return named;
    const mappings =
      home.kind === 'zod' ? home.sources.flatMap((source) => traceValue(source, { ...tracer, refused: [] })) : [];
    const properties = [home.property, ...mappings.flatMap((mapping) => propertyOf(mapping, name) ?? [])];
    const values = properties.flatMap((property) => writtenValue(property) ?? []);
    const form = values.map(envForm).find((found) => found !== null);
    if (form !== undefined && form !== null) return form.variable;
  }
  return null;
}

/** The variable a convict setting is read from: `{ env: 'TASK_QUEUE' }`. */
function convictVariable(property: ts.Declaration): string | null {
  const spec = writtenValue(property);
  const literal = spec === null ? null : bare(spec);
  if (literal === null || !ts.isObjectLiteralExpression(literal)) return null;
  const found = propertyOf({ kind: 'object', literal }, 'env');
  return found === null ? null : textOf(writtenValue(found) ?? undefined);
}
