import fc from 'fast-check';
import { type Format, format } from './format.js';
import { type Header, header, headerOf } from './header.js';
import { LOOK_ALIKES } from './look-alikes.js';
import { code, type Language, Page, type Piece, type Zone } from './page.js';
import { type Asked, POSITIONS, type Position } from './positions.js';
import { type KnownStart, type Start, start, writeStart } from './start.js';
import { type World, world } from './world.js';

/** What a package's files are: the setting of a whole repository. */
export type Modules = 'esm' | 'commonjs';

/** One file as plain data: every choice that was made for it. */
export interface Program {
  readonly language: 'ts' | 'js' | 'other ts' | 'other js';
  readonly format: Format;
  readonly header: Header;
  readonly units: readonly Unit[];
  /** What its functions are called with. */
  readonly worlds: readonly World[];
}

type Unit =
  | { readonly is: 'position'; readonly position: number; readonly starts: readonly [Start, Start, Start] }
  | { readonly is: 'look-alike'; readonly which: number };

const unit: fc.Arbitrary<Unit> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('position' as const),
      position: fc.nat(POSITIONS.length - 1),
      starts: fc.tuple(start, start, start),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant('look-alike' as const), which: fc.nat(LOOK_ALIKES.length - 1) }),
  },
);

/** Every program. */
export const program: fc.Arbitrary<Program> = fc.record({
  language: fc.oneof(
    { weight: 5, arbitrary: fc.constant('ts' as const) },
    { weight: 3, arbitrary: fc.constantFrom('js', 'other ts', 'other js') },
  ),
  format,
  header,
  units: fc.array(unit, { minLength: 1, maxLength: 2 }),
  worlds: fc.array(world, { minLength: 1, maxLength: 3 }),
});

/** A program as text, with all that is known about it. */
export interface Printed {
  readonly extension: string;
  /** Without the BOM. */
  readonly text: string;
  readonly bom: boolean;
  readonly starts: readonly (KnownStart & { readonly line: number; readonly column: number })[];
  readonly zones: readonly Zone[];
  /** What to call, in order. */
  readonly units: readonly string[];
}

/** Writes a program as a file of a package of this kind. */
export function print(given: Program, modules: Modules): Printed {
  const { extension, language } = spellingOf(given, modules);
  // What the body uses is known when it is written; the header stands before it.
  const draft = new Page(given.format, language);
  draft.write(bodyOf(given, language));
  const page = new Page(given.format, language);
  page.write(headerOf(given.header, draft.needs));
  page.write(bodyOf(given, language));
  if (!given.format.finalNewline) page.text = page.text.trimEnd();
  return {
    extension,
    text: page.text,
    bom: given.format.bom && given.header.first !== 'shebang',
    starts: page.starts.map((one) => ({ ...one, ...placeIn(page.text, one.offset) })),
    zones: page.zones,
    units: given.units.map((_, index) => `unit${index}`),
  };
}

function spellingOf({ language, units }: Program, modules: Modules): { extension: string; language: Language } {
  const types = language === 'ts' || language === 'other ts';
  const jsx = units.some((one) => one.is === 'position' && positionOf(one.position).jsx === true);
  const base = types ? 'ts' : 'js';
  const isOther = language.startsWith('other') && !jsx;
  const extension = jsx ? `${base}x` : isOther ? (modules === 'esm' ? `m${base}` : `c${base}`) : base;
  return { extension, language: { types, modules: types || modules === 'esm' ? 'import' : 'require' } };
}

const positionOf = (index: number): Position => POSITIONS[index] as Position;

function bodyOf({ units }: Program, { modules }: Language): Piece {
  const exported = modules === 'import' ? 'export ' : '';
  const isRouted = units.some((one) => one.is === 'position' && one.starts.some(({ queue }) => queue === 'routed'));
  const seen = new Set<number>();
  const written = units.map((one, index) => {
    const name = `unit${index}`;
    if (one.is === 'position') return writeUnit(one, name, exported);
    const lookAlike = LOOK_ALIKES[one.which];
    // What declares names of its own can stand in a file once, and not beside an import of them.
    const isTaken = seen.has(one.which) || (isRouted && lookAlike?.takesNames === true);
    if (lookAlike === undefined || isTaken) return code`${exported}const ${name} = () => null;`;
    seen.add(one.which);
    return lookAlike.print(name, exported);
  });
  const exports = units.map((_, index) => `unit${index}`).join(', ');
  return [
    written.map((one) => code`${one}\n\n`),
    modules === 'require' ? code`module.exports = { ${exports} };\n` : '',
  ];
}

function writeUnit(
  { position: index, starts }: Extract<Unit, { is: 'position' }>,
  name: string,
  exported: Piece,
): Piece {
  const position = positionOf(index);
  const partsOf = (at: number, client: string, tenant: string): ReturnType<typeof writeStart> =>
    writeStart(starts[at] ?? starts[0], {
      client,
      tenant,
      index: at,
      hoists: position.hoists,
      isShared: position.shared === true,
    });
  const asked: Asked = {
    name,
    exported,
    start: (...which) => partsOf(...which).call,
    before: (...which) => partsOf(...which).before,
  };
  return position.print(asked);
}

function placeIn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
