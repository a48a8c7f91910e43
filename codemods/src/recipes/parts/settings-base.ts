import type { RouteDecision } from '../../model/decision.js';
import { type ImportResult, importNames } from './imports.js';
import { groupOf } from './routed-start.js';
import type { AccessFile, Local } from './routing-access.js';
import { specifierFor } from './specifier.js';

/** Imports the settings objects that starts read their queue from, where they are not at hand at the call. */
export function importBases(
  decisions: readonly RouteDecision[],
  { source, file, place, context }: AccessFile,
): ImportResult {
  const results = decisions.flatMap((decision) => {
    const { settings } = decision;
    if (settings?.form !== 'imported' || settings.from.file === file) return [];
    const specifier = specifierFor(file, settings.from.file, context);
    return [importNames(source, { file, specifier, names: [settings.from.name], group: groupOf(decision), ...place })];
  });
  const edits = new Map(
    results.flatMap((result) => result.edits).map((edit) => [`${edit.span.start} ${edit.text}`, edit]),
  );
  return { edits: [...edits.values()], local: new Map(results.flatMap((result) => [...result.local])) };
}

/** The settings object a start reads its queue from: the one written at the call, or the local name of its import. */
export function settingsText({ settings }: RouteDecision, local: Local): string | null {
  if (settings === null) return null;
  return settings.form === 'written' ? settings.base : (local.get(settings.from.name) ?? settings.from.name);
}
