import type { ts } from '../../typescript.js';
import type { Place } from '../model/place.js';
import type { ActivityUse, FanOut, Mention, OwnQueueUse, StartSite, WorkerUse } from '../model/site.js';
import type { Names } from '../names/names.js';

/** What a shape may ask while it looks at one file. */
export interface ShapeContext {
  readonly file: string;
  readonly sourceFile: ts.SourceFile;
  readonly names: Names;
  /** Whether what only an edit needs is gathered, too: what could name a tenant, what spreads may bring. That takes types. */
  readonly forEdits: boolean;
  readonly test: boolean;
  /** The version of the SDK for this file with where it is known from, null when unknown. */
  readonly sdk: { readonly version: string; readonly text: string } | null;
  /** Where routes come from: packages by name, modules of the repository by their root-relative paths. */
  readonly routing: { readonly modules: readonly string[]; readonly packages: readonly string[] };
  /** Whether a package is in the target's node_modules, so that its types can be read. */
  isInstalled(specifier: string): boolean;
  place(node: ts.Node): Place;
  /** Root-relative path of a source file of the target, null for node_modules and files outside. */
  fileOf(node: ts.Node): string | null;
  hash(text: string): string;
}

/** A site before it has its id (ordinals need the whole file). */
export type FoundSite = Omit<StartSite, 'id' | 'callers' | 'through'> & Partial<Pick<StartSite, 'through'>>;

export type Found =
  | { readonly what: 'site'; readonly site: FoundSite }
  | { readonly what: 'activity'; readonly activity: ActivityUse }
  | { readonly what: 'fan-out'; readonly fanOut: FanOut }
  | { readonly what: 'own-queue'; readonly ownQueue: OwnQueueUse }
  | { readonly what: 'worker'; readonly worker: WorkerUse }
  | { readonly what: 'mention'; readonly mention: Mention };

/** One API shape: looks at one call or `new`, answers with facts or null. Never says what to do. */
export interface Shape {
  readonly id: string;
  readonly describe: string;
  /** A cheap test on the callee's last name, so that most nodes cost one set lookup. */
  readonly names: ReadonlySet<string>;
  match(node: ts.CallExpression | ts.NewExpression, context: ShapeContext): Found | null;
}
