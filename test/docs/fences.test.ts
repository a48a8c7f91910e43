import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { HELP } from '../../codemods/src/cli/help.js';
import { loadConfig, readConfig } from '../../codemods/src/config/index.js';
import { FORMATS, PLAIN } from '../../codemods/src/formats/index.js';
import { plan } from '../../codemods/src/run.js';
import { ensureRoutingBuilt, root } from '../kit/built.js';
import { problemsIn } from '../kit/compile.js';
import { repositoryOf } from '../kit/repo.js';
import { type Fence, fencesOf } from './fences.js';

const DOCUMENTS = ['README.md', 'MIGRATION.md', 'CONTRIBUTING.md'];
const fences = DOCUMENTS.flatMap(fencesOf);
const of = (...languages: readonly string[]): readonly (Fence & { readonly place: string })[] =>
  fences
    .filter(({ language }) => languages.includes(language))
    .map((fence) => ({ ...fence, place: `${fence.document}:${fence.line}` }));

test('every fence is of a kind that is tested', () => {
  const known = ['sh', 'ts', 'json', 'jsonc', 'text'];
  expect(fences.filter(({ language }) => !known.includes(language))).toEqual([]);
  expect(of('text').filter(({ info }) => !['run=plan', 'rooms'].includes(info))).toEqual([]);
});

describe('configs are read by the real loader', () => {
  test.each(of('json', 'jsonc'))('$place', ({ text }) => {
    const config = readConfig(text, 'temporal-queue.config.jsonc');
    expect(config.legacyQueues.length).toBeGreaterThan(0);
  });
});

describe('examples compile against the built routing module', () => {
  beforeAll(ensureRoutingBuilt, 130_000);

  // What an example may speak of without showing it.
  const around = {
    'package.json': '{ "type": "module" }',
    'src/settings.ts': `export const settings = {
  temporalTaskQueue: 'main-queue', temporalNamespace: 'default',
  temporalQueuePrefix: 'saas', temporalQueueShards: 1, temporalRoutingMode: 'off' as 'on' | 'off',
};\n`,
    'src/around.d.ts': `declare const client: import('@temporalio/client').Client;
declare const settings: typeof import('./settings.js').settings;
declare const tenant: { readonly id: string };
declare const actorId: string;
declare function tenantDeletionWorkflow(tenantId: string, actorId: string): Promise<void>;
declare function tokenCleanupWorkflow(limit: number): Promise<void>;\n`,
    'src/nest.d.ts': `declare module '@nestjs/common' {
  export const Injectable: () => ClassDecorator;
  export const Global: () => ClassDecorator;
  export const Module: (metadata: object) => ClassDecorator;
}
declare module '@nestjs/config' {
  export class ConfigModule {}
  export class ConfigService {
    get<T>(key: string): T | undefined;
    getOrThrow<T>(key: string): T;
  }
}\n`,
    'tsconfig.json': JSON.stringify({
      extends: '../../tsconfig.base.json',
      compilerOptions: {
        types: ['node'],
        composite: false,
        incremental: false,
        noEmit: true,
        isolatedModules: false,
        exactOptionalPropertyTypes: false,
        erasableSyntaxOnly: false,
        experimentalDecorators: true,
        noUnusedLocals: false,
      },
      include: ['src'],
    }),
  };

  test('all of them at once', () => {
    mkdirSync(join(root, '.cache'), { recursive: true });
    const folder = mkdtempSync(join(root, '.cache/docs-'));
    try {
      const put = (file: string, text: string): void => {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
      };
      for (const [file, text] of Object.entries(around)) put(file, text);
      for (const { document, line, info, text } of of('ts')) {
        const file = /^file=(\S+)$/.exec(info)?.[1] ?? `src/${document.replace(/\W/g, '-')}-line-${line}.ts`;
        put(file, /^(import|export) /m.test(text) ? text : `${text}\nexport {};\n`);
      }
      symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
      expect(problemsIn(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('commands exist', () => {
  const commands = of('sh').flatMap(({ place, text }) =>
    text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [{ place, line: line.trim() }])),
  );
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };

  test.each(commands)('$place $line', ({ line }) => {
    const words = line.split(/\s+/).filter((word) => !/^[A-Z_]+=/.test(word));
    const [program, ...rest] = words;
    if (program === 'npx') return rest[0] === 'jscodeshift' ? expectTransform(rest.slice(1)) : expectTool(rest);
    if (program === 'npm') return expectScript(rest);
    // Other people's programs: named so that a new one is thought about.
    expect([
      'git apply',
      'temporal task-queue',
      'temporal workflow',
      'node dist/worker.js',
      'node dist/temporal/move-schedules.js',
    ]).toContain(`${program} ${rest[0]}`);
  });

  function expectTool([name, command = 'plan', ...rest]: readonly string[]): void {
    expect(name).toBe('temporal-queue-codemods');
    expect(HELP).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    for (const flag of rest.filter((word) => word.startsWith('-'))) expect(HELP).toContain(flag);
  }

  function expectTransform([flag, transform = '', ...rest]: readonly string[]): void {
    expect(flag).toBe('-t');
    expect(existsSync(join(root, transform, 'index.js')), transform).toBe(true);
    for (const one of rest.filter((word) => word.startsWith('-')))
      expect(['--extensions', '--ignore-pattern', '--dry', '--print']).toContain(one.replace(/=.*/, ''));
  }

  function expectScript([word, name]: readonly string[]): void {
    expect(scripts[word === 'run' ? (name ?? '') : (word ?? '')], `${word} ${name}`).toBeDefined();
  }
});

/** The demo's service with its own dependencies, as the demo copies it. */
function saasApp(): string {
  const fixture = join(root, 'fixtures/saas-app');
  const left = /^(node_modules|dist|data|README\.md|expected-sites\.json)(\/|$)/;
  const files = readdirSync(fixture, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(fixture, join(entry.parentPath, entry.name)))
    .filter((file) => !left.test(file));
  const folder = repositoryOf(Object.fromEntries(files.map((file) => [file, readFileSync(join(fixture, file))])));
  rmSync(join(folder, 'node_modules'));
  symlinkSync(join(fixture, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

test('what README shows of a run is what plan prints', async () => {
  const [shown] = of('text').filter(({ info }) => info === 'run=plan');
  const folder = saasApp();
  const { report } = await plan({ root: folder, config: await loadConfig({ root: folder }) });
  const options = { command: 'plan', paint: PLAIN, verdict: null, verbose: false, brief: false } as const;
  const printed = FORMATS.get('text')?.render(report, options) ?? '';
  let from = 0;
  for (const part of (shown?.text ?? '').split(/^…\n/m)) {
    const at = printed.indexOf(part, from);
    expect(at, `not in this order, or not at all:\n${part}`).toBeGreaterThanOrEqual(0);
    from = at + part.length;
  }
});
