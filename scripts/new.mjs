/**
 * npm run new -- shape|rule|recipe|format NAME: the five places of a new unit, each with a TODO that keeps a test red.
 *
 * Source file, its line on the shelf, test, fixture, heading in MIGRATION.md.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [kind, name, ...more] = process.argv.slice(2);

const KINDS = {
  shape: {
    shelf: 'shapes',
    type: 'Shape',
    index: 'codemods/src/shapes/index.ts',
    section: 'Shapes',
    source: shapeSource,
  },
  rule: { shelf: 'rules', index: 'codemods/src/decide.ts', section: 'Rules', source: ruleSource },
  recipe: {
    shelf: 'recipes',
    type: 'Recipe',
    index: 'codemods/src/recipes/index.ts',
    section: 'Recipes',
    source: recipeSource,
  },
  format: {
    shelf: 'formats',
    type: 'Format',
    index: 'codemods/src/formats/index.ts',
    section: 'Formats',
    source: formatSource,
  },
};

if (KINDS[kind] === undefined || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name ?? '') || more.length > 0) {
  console.error(
    `usage: npm run new -- ${Object.keys(KINDS).join('|')} NAME   (NAME in kebab-case, for example activity-start)`,
  );
  process.exit(2);
}

const unit = KINDS[kind];
const camel = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const source = `codemods/src/${unit.shelf}/${name}.ts`;
const test = `test/${unit.shelf}/${name}.test.ts`;
const fixture = `fixtures/${name}/basic`;

for (const path of [source, test, `fixtures/${name}`]) {
  if (!existsSync(join(root, path))) continue;
  console.error(`${path} exists already; nothing was written.`);
  process.exit(2);
}

const written = [
  write(source, unit.source()),
  kind === 'rule' ? importRule() : addToShelf(),
  write(test, testSource()),
  write(
    `${fixture}/before/src/example.ts`,
    `// TODO the code that ${name} is about; add after/ when it is rewritten, and inputs.json to execute both.\nexport {};\n`,
  ),
  write(`${fixture}/report.json`, '[{ "id": "TODO" }]\n'),
  addHeading(),
];

console.log(`${kind} ${name}:\n${written.map((path) => `  ${path}`).join('\n')}`);
console.log(
  `Fill every TODO; until then \`npm test -- test/${unit.shelf}/${name}.test.ts test/fixtures.test.ts test/docs\` stays red.`,
);

function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text, { flag: 'wx' });
  return path;
}

function rewrite(path, change) {
  const before = readFileSync(join(root, path), 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${path} is not as expected: add the line for ${name} by hand.`);
  writeFileSync(join(root, path), after);
  return path;
}

/** The import, in its alphabetical place, and the last entry of the list. */
function addToShelf() {
  return rewrite(unit.index, (text) =>
    withImport(text).replace(/(= |\n {2})\[([\w\s,]+?),?\s*\](;|\.map\()/, `$1[$2, ${camel}]$3`),
  );
}

function importRule() {
  return rewrite(unit.index, (text) => withImport(text, `// TODO ask ${camel} where it belongs in decide()\n`));
}

function withImport(text, note = '') {
  const from = kind === 'rule' ? `./rules/${name}.js` : `./${name}.js`;
  const lines = text.split('\n');
  const imports = lines.flatMap((line, at) => {
    const path = /^import .* from '(\.[^']+)';$/.exec(line)?.[1];
    return path === undefined ? [] : [{ at, path }];
  });
  const next = imports.find(({ path }) => path > from)?.at ?? (imports.at(-1)?.at ?? -1) + 1;
  lines.splice(next, 0, `import { ${camel} } from '${from}';`);
  return note === '' ? lines.join('\n') : `${note}${lines.join('\n')}`;
}

/** The last heading of the unit's section in the user's book. */
function addHeading() {
  return rewrite('MIGRATION.md', (text) => {
    const start = text.indexOf(`\n## ${unit.section}\n`);
    if (start < 0) return text;
    const end = text.indexOf('\n## ', start + 1);
    const at = end < 0 ? text.length : end;
    return `${text.slice(0, at).trimEnd()}\n\n### \`${name}\`\n\nTODO what it is, and an example.\n${text.slice(at)}`;
  });
}

function shapeSource() {
  return `import type { ts } from '../../typescript.js';
import type { Found, Shape, ShapeContext } from './shape.js';

/** TODO how Temporal spells it, and where its options stand. */
export const ${camel}: Shape = {
  id: '${name}',
  describe: 'TODO what it finds, in a few words',
  names: new Set<string>(['TODO']),
  match(_node: ts.CallExpression | ts.NewExpression, _context: ShapeContext): Found | null {
    return null; // TODO the proof that this is Temporal's, then the facts
  },
};
`;
}

function ruleSource() {
  return `import type { Evidence } from '../model/decision.js';
import type { StartSite } from '../model/site.js';

/** TODO what it says about a start, and why that is certain or a hint only. */
export function ${camel}(_site: StartSite): Evidence | null {
  return null; // TODO pure: facts in, evidence out
}
`;
}

function recipeSource() {
  return `import type { RecipeResult } from '../model/edit.js';
import type { Recipe, RecipeContext } from './recipe.js';

/** TODO what it rewrites. */
export const ${camel}: Recipe = {
  id: '${name}',
  describe: 'TODO what it does, in a few words',
  edit(_context: RecipeContext): RecipeResult {
    return { edits: [], files: [], advice: [] }; // TODO
  },
};
`;
}

function formatSource() {
  return `import type { Report } from '../model/report.js';
import type { Format, RenderOptions } from './format.js';

/** TODO for whom it is. */
export const ${camel}: Format = {
  id: '${name}',
  describe: 'TODO what it is, in a few words',
  audience: 'machine',
  render(_report: Report, _options: RenderOptions): string {
    return ''; // TODO escape for where it is read
  },
};
`;
}

function testSource() {
  return `import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ${camel} } from '../../codemods/src/${unit.shelf}/${name}.js';

test('${name} is filled in', () => {
  expect(${camel}).toBeDefined();
  for (const file of ['${source}', '${unit.index}', '${test}', '${fixture}/before/src/example.ts']) {
    const text = readFileSync(new URL(\`../../\${file}\`, import.meta.url), 'utf8');
    expect(text.match(/TO[D]O/g), file).toBeNull();
  }
});

test('TODO the smallest valid case, beside the invalid neighbour where it stops', () => {
  expect.fail('TODO');
});
`;
}
