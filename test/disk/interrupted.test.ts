import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { leftoversBeside } from '../../codemods/src/disk/write.js';
import { folderWith } from './repo.js';

const COUNT = 300;
const names = Array.from({ length: COUNT }, (_, at) => `s${at}.ts`);
let program = '';

beforeAll(async () => {
  const result = await build({
    stdin: {
      contents: `
        import { writeChanges } from './codemods/src/disk/write.ts';
        const [root, changes, sayAt] = JSON.parse(process.argv[2]);
        let renames = 0;
        const beforeRename = async () => {
          renames += 1;
          if (String(renames) !== sayAt) return;
          process.stdout.write('now');
          await new Promise((done) => setTimeout(done, 1000));
        };
        if (sayAt === 'staging') process.stdout.write('now');
        await writeChanges(root, changes, { beforeRename }).catch((error) => {
          process.stderr.write(error.name + ': ' + error.message);
          process.exitCode = error.exitCode;
        });`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  program = result.outputFiles[0]?.text ?? '';
});

/** Kills the writer of many files where it says so; its exit code and what it said. */
async function killed(root: string, at: string, signal: NodeJS.Signals): Promise<{ code: number | null; err: string }> {
  const changes = names.map((file) => ({
    file,
    beforeSha256: createHash('sha256').update('old').digest('hex'),
    after: 'new',
    bom: false,
  }));
  const script = join(folderWith({ 'writer.mjs': program }), 'writer.mjs');
  const child = spawn(process.execPath, [script, JSON.stringify([root, changes, at])]);
  let err = '';
  child.stderr.on('data', (data) => {
    err += data;
  });
  child.stdout.once('data', () => {
    // Staging says so before it starts; wait for the first temporaries.
    const kill = (): void => {
      if (at === 'staging' && readdirSync(root).length < COUNT + 10) setTimeout(kill, 1);
      else for (let times = 0; times < 2; times += 1) child.kill(signal);
    };
    kill();
  });
  return new Promise((done) => child.once('close', (code) => done({ code, err })));
}

describe('a writer that is interrupted', () => {
  test.each<[string, NodeJS.Signals, number]>([
    ['staging', 'SIGINT', 130],
    ['1', 'SIGINT', 130],
    ['150', 'SIGINT', 130],
    ['150', 'SIGTERM', 143],
  ])('at %s by %s leaves the old bytes and nothing else', async (at, signal, code) => {
    const root = folderWith(Object.fromEntries(names.map((file) => [file, 'old'])));
    const ended = await killed(root, at, signal);
    expect(ended.err).toMatch(new RegExp(`^InterruptedError: ${signal} came while the files were being written.`));
    expect(ended.code).toBe(code);
    expect(readdirSync(root).sort()).toEqual([...names].sort());
    expect(names.filter((file) => readFileSync(join(root, file), 'utf8') !== 'old')).toEqual([]);
  });
});

test('leftovers are found beside the files to be written', async () => {
  const root = folderWith({ 'src/.a.ts.0123456789ab.tmp': '', 'src/a.ts': '', 'lib/.b.ts.0123456789ab.tmp': '' });
  expect(await leftoversBeside(root, ['src/a.ts', 'none/b.ts'])).toEqual(['src/.a.ts.0123456789ab.tmp']);
});
