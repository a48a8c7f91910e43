import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HELP } from '../../codemods/src/cli/help.js';
import { configJsonSchema } from '../../codemods/src/config/index.js';
import { FORMATS } from '../../codemods/src/formats/index.js';
import { REASONS } from '../../codemods/src/model/reason.js';
import type { Finding, NoteRow } from '../../codemods/src/model/report.js';
import { RECIPES } from '../../codemods/src/recipes/index.js';
import { SHAPES } from '../../codemods/src/shapes/index.js';
import { root } from '../kit/built.js';
import { headingsOf, readDocument, sectionOf } from './fences.js';

const BOOK = 'MIGRATION.md';
const sorted = (names: Iterable<string>): readonly string[] => [...names].sort();
const headings = (section: string): readonly string[] => sorted(headingsOf(BOOK, section));

test('every unit has its heading, and no heading is stale', () => {
  expect(headings('Shapes')).toEqual(sorted(SHAPES.map(({ id }) => id)));
  expect(headings('Recipes')).toEqual(sorted(RECIPES.map(({ id }) => id)));
  expect(headings('Formats')).toEqual(sorted(FORMATS.keys()));
  const rules = readdirSync(join(root, 'codemods/src/rules')).filter((file) => file.endsWith('.ts'));
  expect(headings('Rules')).toEqual(sorted(rules.map((file) => file.replace(/\.ts$/, ''))));
});

test('a unit is called as its file is', () => {
  for (const [shelf, ids] of [
    ['shapes', SHAPES.map(({ id }) => id)],
    ['recipes', RECIPES.map(({ id }) => id)],
    ['formats', [...FORMATS.keys()]],
  ] as const) {
    const files = readdirSync(join(root, 'codemods/src', shelf)).filter((file) => file.endsWith('.ts'));
    const units = files
      .map((file) => file.replace(/\.ts$/, ''))
      .filter((file) => !['index', shelf.replace(/s$/, '')].includes(file));
    expect(sorted(ids), shelf).toEqual(sorted(units));
  }
});

test('every reason has its heading, with what the tool says about it', () => {
  expect(headings('Reasons')).toEqual(sorted(Object.keys(REASONS)));
  const parts = sectionOf(BOOK, 'Reasons').split(/^### /m).slice(1);
  for (const [code, { decision, short, long, settle }] of Object.entries(REASONS)) {
    const part = parts.find((text) => text.startsWith(`\`${code}\``)) ?? '';
    for (const words of [`**${decision}**`, short, long, settle]) expect(part, code).toContain(words);
  }
});

test('every finding has its heading', () => {
  const codes: Record<Finding['code'], true> = {
    'pinned-activity': true,
    'queue-without-worker': true,
    'queue-name-compared': true,
    'tenant-activity': true,
    'wrong-route': true,
    'handwritten-queue': true,
  };
  expect(headings('Findings')).toEqual(sorted(Object.keys(codes)));
});

test('every note has its heading', () => {
  const codes: Record<NoteRow['code'], true> = { 'swallowed-error': true, 'handler-too-late': true };
  expect(headings('Notes')).toEqual(sorted(Object.keys(codes)));
});

test('every command has its heading, and every flag its row', () => {
  const commands = [...HELP.matchAll(/^ {2}(init|[a-z]+) .*$/gm)].map((match) => match[1] ?? '');
  const known = HELP.slice(HELP.indexOf('Commands'), HELP.indexOf('Which files'));
  expect(headings('Commands')).toEqual(
    sorted(commands.filter((name) => new RegExp(`^  ${name}\\b`, 'm').test(known) && name !== 'temporal')),
  );
  const flags = (text: string): readonly string[] => sorted(new Set(text.match(/--[a-z][a-z-]*/g) ?? []));
  const listed = HELP.slice(0, HELP.indexOf('Exit codes'));
  expect(flags(sectionOf(BOOK, 'Flags'))).toEqual(flags(listed));
});

test('every key of the config has its row, and no row is stale', () => {
  const rows = [...sectionOf(BOOK, 'Config').matchAll(/^\| `([$\w]+)` \|/gm)].map((match) => match[1] ?? '');
  const { properties } = configJsonSchema() as { properties: Record<string, unknown> };
  expect(sorted(rows)).toEqual(sorted(Object.keys(properties)));
});

test('links lead somewhere', () => {
  const anchors = (document: string): ReadonlySet<string> =>
    new Set(
      [...readDocument(document).matchAll(/^#+ (.+)$/gm)].map((match) =>
        (match[1] ?? '')
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\s_-]/gu, '')
          .replaceAll(' ', '-'),
      ),
    );
  for (const document of ['README.md', BOOK, 'CONTRIBUTING.md']) {
    const prose = readDocument(document).replace(/^```[\s\S]*?^```/gm, '');
    for (const [, target = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? document : file;
      const text = readDocument(path);
      expect(text.length, `${document}: ${target}`).toBeGreaterThan(0);
      if (anchor !== undefined) expect(anchors(path), `${document}: ${target}`).toContain(anchor);
    }
  }
});

test('nothing is left to be filled in', () => {
  for (const document of ['README.md', BOOK, 'CONTRIBUTING.md', 'CHANGELOG.md']) {
    expect(readDocument(document).match(/TO[D]O|FIX[M]E/g), document).toBeNull();
  }
});
