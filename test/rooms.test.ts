import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { root } from './kit/built.js';

/** Who may import whom. A room is a folder of `codemods/src`, or a file beside them. */
interface Room {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

const LAW: Readonly<Record<string, Room>> = {
  model: { rooms: [], packages: [] },
  // What the phases may ask of a repository; `disk` answers.
  workspace: { rooms: ['model'], packages: ['#typescript'] },
  // What code means by its names: by syntax alone, or by the checker. Knows TypeScript, and no SDK.
  names: { rooms: [], packages: ['#typescript'] },
  shapes: { rooms: ['model', 'names'], packages: ['#typescript'] },
  rules: { rooms: ['model'], packages: ['picomatch'] },
  recipes: { rooms: ['model'], packages: ['#typescript'] },
  formats: { rooms: ['model'], packages: [] },
  factories: { rooms: ['model', 'workspace', 'shapes'], packages: ['#typescript'] },
  callers: { rooms: ['model', 'workspace', 'shapes'], packages: [] },
  constructions: { rooms: ['model', 'workspace', 'shapes'], packages: [] },
  users: { rooms: ['model', 'shapes', 'names', 'workspace'], packages: ['#typescript'] },
  // Whether the module named for workflow code reads an environment.
  'workflow-routing': { rooms: ['model', 'workspace', 'names'], packages: ['#typescript'] },
  find: {
    rooms: [
      'model',
      'workspace',
      'names',
      'shapes',
      'factories',
      'callers',
      'constructions',
      'users',
      'workflow-routing',
    ],
    packages: ['#typescript'],
  },
  'kind-of': { rooms: ['model', 'rules'], packages: [] },
  agree: { rooms: ['model', 'rules'], packages: [] },
  unpin: { rooms: ['model', 'rules'], packages: [] },
  decide: { rooms: ['model', 'rules', 'kind-of', 'agree', 'unpin'], packages: [] },
  edit: { rooms: ['model', 'recipes'], packages: ['#typescript', 'magic-string'] },
  // The type-checker comes in as an argument.
  verify: { rooms: ['model'], packages: [] },
  report: { rooms: ['model'], packages: [] },
  patch: { rooms: [], packages: ['diff'] },
  version: { rooms: [], packages: [] },
  // Finding the config file is looking at the disk.
  config: { rooms: ['model', 'disk'], packages: ['zod', 'jsonc-parser'] },
  // `verify` for the shape of the compiler it hands in; @ts-morph/common for the compiler's own library files.
  disk: {
    rooms: ['model', 'workspace', 'names', 'verify'],
    packages: ['node:*', 'globby', 'jsonc-parser', 'picomatch', 'semver', '#typescript', 'yaml'],
  },
  // Which files a run looks at: known before a compiler is there.
  candidates: { rooms: ['model', 'disk'], packages: [] },
  // list → find → decide; run, explain and init build on it.
  survey: {
    rooms: [
      'model',
      'candidates',
      'disk',
      'names',
      'find',
      'declared',
      'decide',
      'report',
      'recipes',
      'rules',
      'shapes',
      'unpin',
    ],
    packages: [],
  },
  // How the settings are declared: asked by the survey and for mentions.
  declared: { rooms: ['model', 'workspace', 'find', 'shapes'], packages: [] },
  // Who else names a legacy queue, by syntax alone; and which tests a start breaks.
  mentions: {
    rooms: ['model', 'workspace', 'declared', 'find', 'rules', 'shapes', 'test-links'],
    packages: ['#typescript'],
  },
  'test-links': { rooms: ['model'], packages: [] },
  run: {
    rooms: [
      'model',
      'disk',
      'edit',
      'verify',
      'report',
      'patch',
      'version',
      'recipes',
      'survey',
      'mentions',
      'test-links',
    ],
    packages: [],
  },
  // What the repository's own compiler makes of what was written.
  'take-back': { rooms: ['model'], packages: [] },
  apply: { rooms: ['model', 'disk', 'recipes', 'run', 'survey', 'take-back', 'version'], packages: [] },
  // The same phases for one file that is handed over; the entry for jscodeshift asks it.
  'one-file': {
    rooms: ['model', 'candidates', 'config', 'disk', 'names', 'find', 'decide', 'survey', 'run', 'formats'],
    packages: [],
  },
  explain: { rooms: ['model', 'disk', 'find', 'proof', 'shapes', 'survey'], packages: [] },
  proof: { rooms: ['model', 'rules'], packages: [] },
  init: {
    rooms: ['model', 'candidates', 'config', 'disk', 'rules', 'recipes', 'survey', 'mentions'],
    packages: [],
  },
  index: {
    rooms: ['model', 'apply', 'config', 'run', 'survey', 'one-file', 'explain', 'init', 'report'],
    packages: [],
  },
  cli: {
    rooms: ['model', 'config', 'candidates', 'disk', 'formats', 'init', 'survey', 'index', 'version'],
    packages: ['node:*', '@clack/prompts', 'commander', 'picocolors'],
  },
};

/** Shelves, and the file on each that says what a unit is. */
const SHELVES: Readonly<Record<string, string>> = { shapes: 'shape', rules: '', recipes: 'recipe', formats: 'format' };

/** The core of the routing module runs inside workflow code; the other entries do not. */
const OUTSIDE = /^(worker|worker-.*|queue-selection|schedules|schedule-tenant)$/;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replaceAll('\\', '/').replace(/\.ts$/, ''))
    .sort();
}

const parse = (folder: string, file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(join(root, folder, `${file}.ts`), 'utf8'), ts.ScriptTarget.Latest, true);

/** Imports, re-exports and dynamic imports; relative ones as paths inside the folder. */
function importsOf(folder: string, file: string): readonly Import[] {
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    const path = specifier.startsWith('.')
      ? posix.join(posix.dirname(file), specifier).replace(/\.js$/, '')
      : specifier;
    // The compiler, as ts-morph brings it, stands beside the sources: required there once for all of them.
    const to = path === '../typescript' ? '#typescript' : path;
    found.push({ from: file, to, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    }
    if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      add(node.moduleSpecifier.text, node.isTypeOnly);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      add(specifier !== undefined && ts.isStringLiteral(specifier) ? specifier.text : '(computed)', false);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(folder, file));
  return found;
}

const isRelative = (folder: readonly string[], to: string): boolean => folder.includes(to);
const roomOf = (file: string): string => file.split('/')[0] as string;

const sources = filesOf('codemods/src');
const imports = sources.flatMap((file) => importsOf('codemods/src', file));
const inside = imports.filter(({ to }) => isRelative(sources, to));
const outside = imports.filter(({ to }) => !isRelative(sources, to));

test('the sources were read', () => {
  expect(sources.length).toBeGreaterThan(60);
  expect(inside.length).toBeGreaterThan(200);
});

test('every file stands in a room that the law knows', () => {
  expect(sources.filter((file) => LAW[roomOf(file)] === undefined)).toEqual([]);
  expect(Object.keys(LAW).filter((room) => !sources.some((file) => roomOf(file) === room))).toEqual([]);
});

test('rooms import what they may', () => {
  const broken = inside
    .filter(({ from, to }) => roomOf(from) !== roomOf(to) && !LAW[roomOf(from)]?.rooms.includes(roomOf(to)))
    .map(({ from, to }) => `${from} imports ${to}`);
  expect(broken).toEqual([]);
});

test('rooms use the packages they may', () => {
  const mayUse = (room: string, name: string): boolean =>
    LAW[room]?.packages.some((one) => one === name || (one === 'node:*' && name.startsWith('node:'))) ?? false;
  const broken = outside
    .filter(({ from, to }) => !mayUse(roomOf(from), to))
    .map(({ from, to }) => `${from} uses ${to}`);
  expect(broken).toEqual([]);
});

test('the law permits nothing that is not done', () => {
  const unused = Object.entries(LAW).flatMap(([room, { rooms, packages }]) => [
    ...rooms.filter((other) => !inside.some(({ from, to }) => roomOf(from) === room && roomOf(to) === other)),
    ...packages
      .filter((name) => name !== 'node:*' && !outside.some(({ from, to }) => roomOf(from) === room && to === name))
      .map((name) => `${room} does not use ${name}`),
  ]);
  expect(unused).toEqual([]);
});

test('nobody imports the command line', () => {
  expect(inside.filter(({ from, to }) => roomOf(to) === 'cli' && roomOf(from) !== 'cli')).toEqual([]);
});

test('two units of one shelf never import each other, and parts know no unit', () => {
  const isUnit = (file: string): boolean => {
    const [shelf, unit, ...rest] = file.split('/');
    return (
      SHELVES[shelf as string] !== undefined &&
      rest.length === 0 &&
      unit !== 'index' &&
      unit !== SHELVES[shelf as string]
    );
  };
  const broken = inside
    .filter(({ from, to }) => roomOf(from) === roomOf(to) && isUnit(to) && from !== `${roomOf(from)}/index`)
    .map(({ from, to }) => `${from} imports ${to}`);
  expect(broken).toEqual([]);
});

test('every unit stands in the index of its shelf', () => {
  const missing = Object.keys(SHELVES)
    .filter((shelf) => shelf !== 'rules')
    .flatMap((shelf) => {
      const units = sources.filter((file) => new RegExp(`^${shelf}/[^/]+$`).test(file) && !file.endsWith('/index'));
      const listed = inside.filter(({ from }) => from === `${shelf}/index`).map(({ to }) => to);
      return units.filter((unit) => !listed.includes(unit) && unit !== `${shelf}/${SHELVES[shelf]}`);
    });
  expect(missing).toEqual([]);
});

test('rooms know each other one way only', () => {
  const knows = new Set(
    inside.filter(({ typeOnly }) => !typeOnly).map(({ from, to }) => `${roomOf(from)} ${roomOf(to)}`),
  );
  const circles = [...knows]
    .map((pair) => pair.split(' ') as [string, string])
    .filter(([a, b]) => a < b && knows.has(`${b} ${a}`))
    .map(([a, b]) => `${a} ↔ ${b}`);
  expect(circles.sort()).toEqual([]);
});

test('no file is called after nothing in particular', () => {
  const all = [...sources, ...filesOf('routing/src'), ...filesOf('test')];
  expect(all.filter((file) => /(^|\/)(utils?|helpers?|common|misc|shared|lib)(\/|$)/i.test(file))).toEqual([]);
});

test('only the command line knows the process and the console', () => {
  const users = sources.filter((file) => {
    if (roomOf(file) === 'cli') return false;
    let found = false;
    const visit = (node: ts.Node): void => {
      const member = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
      if (ts.isIdentifier(node) && !member && /^(process|console)$/.test(node.text)) found = true;
      ts.forEachChild(node, visit);
    };
    ts.forEachChild(parse('codemods/src', file), visit);
    return found;
  });
  // git and the atomic writer hand the environment on and ask for the platform: that is the disk's business.
  expect(users.filter((file) => roomOf(file) !== 'disk')).toEqual([]);
});

test('the routing module has never heard of the codemods, and its core runs in workflow code', () => {
  const files = filesOf('routing/src');
  const all = files.flatMap((file) => importsOf('routing/src', file));
  const core = all.filter(({ from }) => !OUTSIDE.test(from));
  expect(core.length).toBeGreaterThan(15);
  const foreign = core.filter(
    ({ to, typeOnly }) =>
      !files.includes(to) && to !== '@noble/hashes/sha2.js' && !(to === '@temporalio/common' && typeOnly),
  );
  expect(foreign.map(({ from, to }) => `${from} uses ${to}`)).toEqual([]);
  expect(core.filter(({ to }) => OUTSIDE.test(to))).toEqual([]);
  const outside = all.filter(({ from, to }) => OUTSIDE.test(from) && !files.includes(to));
  const allowed = ({ to, typeOnly }: Import): boolean =>
    /^(node:|@temporalio\/(worker|common)(\/|$))/.test(to) || (to === '@temporalio/client' && typeOnly);
  expect(outside.filter((one) => !allowed(one))).toEqual([]);
});
