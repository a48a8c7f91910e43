import { ts } from '../../../typescript.js';
import type { SettingsNames } from './settings-names.js';
import type { Container } from './settings-trace.js';

/** A place that declares the legacy queue's setting: the property, and the list it stands in. */
export type Home = Container & {
  readonly property: ts.Declaration;
  readonly file: string;
  /** A literal elsewhere that a type of the settings requires to be complete. */
  readonly typed: boolean;
  /** What the settings are called here, where that is not what the starts call them. */
  readonly names: SettingsNames | null;
  /** The settings it hands on, by their names there: `{ taskQueue: env.TASK_QUEUE }`. */
  readonly behind: Behind | null;
};

/** Settings that another object hands on, and how it reads one of them. */
export interface Behind {
  readonly names: SettingsNames;
  read(name: string): string;
}

/** The change group of the settings and of everything typed by them. */
export const SETTINGS_GROUP = 'settings';

/** The value a property is written with: its initialiser, or the shorthand's own name. */
export function writtenValue(property: ts.Declaration): ts.Expression | null {
  if (ts.isPropertyAssignment(property) || ts.isPropertyDeclaration(property)) return property.initializer ?? null;
  return ts.isShorthandPropertyAssignment(property) ? property.name : null;
}

/** The node whose children a home's property is one of. */
export const listOf = (container: Container): ts.Node =>
  'literal' in container ? container.literal : container.declaration;

/** How another module reaches the settings object. */
export interface SettingsAccess {
  /** The module that exports it, relative to the root. */
  readonly file: string;
  /** The exported name; `default` for the default export. */
  readonly importName: string;
  readonly kind: 'object' | 'function call';
  /** The settings object, once `importName` is imported: `settings`, `config.temporal`, `getSettings()`. */
  readonly expression: string;
  /** The keys in front of a setting's name, where it is looked up: `config.get('temporal.taskQueue')`. */
  readonly lookup: readonly string[] | null;
  /** A specifier without `./` by which a neighbour imports it (a path alias), null when relative. */
  readonly specifier: string | null;
}

/** Whether a path is test code by its name. */
export const isTestFile = (file: string): boolean =>
  /(^|\/)(tests?|__tests__|specs?|e2e)\/|[.-](test|spec)\.[cm]?[jt]sx?$/.test(file);
