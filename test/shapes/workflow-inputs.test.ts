import { expect, test } from 'vitest';
import { carriedBy, inputsAround } from '../../codemods/src/shapes/parts/workflow-inputs.js';
import { ts } from '../../codemods/typescript.js';

/** The first call of `here` in a source file. */
function callIn(code: string): ts.CallExpression {
  const source = ts.createSourceFile('a.ts', code, ts.ScriptTarget.Latest, true);
  const pending: ts.Node[] = [source];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isCallExpression(node) && node.expression.getText() === 'here') return node;
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  throw new Error('nothing calls here()');
}

const inputs = (code: string): readonly string[] =>
  inputsAround(callIn(code)).map(
    ({ name, position, property }) => `${name}=${position}${property === null ? '' : `.${property}`}`,
  );

test.each<[string, string, readonly string[]]>([
  ['parameters', 'export async function W(a: string, b: X) { here(); }', ['a=0', 'b=1']],
  ['of an arrow function', 'export const W = async (a: string) => { here(); };', ['a=0']],
  ['exported apart', 'async function w(a: string) { here(); }\nexport { w as W };', ['a=0']],
  [
    'a parameter taken apart',
    'export async function W({ id, at: when, ...rest }: X) { here(); }',
    ['id=0.id', 'when=0.at'],
  ],
  [
    'constants of the body',
    'export async function W(a: X) { const { id } = a; const name = a.name; let other = a.other; here(); }',
    ['a=0', 'id=0.id', 'name=0.name'],
  ],
  ['in a callback', 'export async function W(ids: X[], t: string) { ids.map((id) => here(id)); }', ['ids=0', 't=1']],
  ['a default is what is given elsewhere', 'export async function W(a = 1) { here(); }', ['a=0']],
  [
    'nothing in a helper',
    'const helper = (a: string) => here();\nexport async function W(a: string) { helper(a); }',
    [],
  ],
  ['nothing of two workflows at once', 'async function w(a: X) { here(); }\nexport { w as A, w as B };', []],
  ['nothing in a class', 'export class C { m(a: string) { here(); } }', []],
  ['no rest', 'export async function W(...all: X[]) { here(); }', []],
  ['none that is assigned to', 'export async function W(a: string, b: X) { a = a.trim(); here(); }', ['b=1']],
  ['none whose member is written', 'export async function W(a: X, b: X) { a.id = 1; delete b.id; here(); }', []],
  ['none that is filled', 'export async function W(a: X) { Object.assign(a, {}); here(); }', []],
  ['none that is declared twice', 'export async function W(a: X, b: X) { if (b) { const a = b; here(); } }', ['b=1']],
])('%s', (_what, code, expected) => {
  expect(inputs(code)).toEqual(expected);
});

const carried = (code: string): readonly string[] => {
  const call = callIn(code);
  return carriedBy(call.arguments, inputsAround(call)).map(
    ({ position, property, except }) =>
      `${position}${property === null ? '' : `.${property}`}${except.map((name) => ` -${name}`).join('')}`,
  );
};

const inside = (args: string): string =>
  `export async function W(a: X, b: string, { id }: Y) { const { tenantId } = a; here(${args}); }`;

test.each<[string, readonly string[]]>([
  ['a, b', ['0', '1']],
  ['b, a', []],
  ['{ ...a }', ['0']],
  ['{ ...a, cursor: 1 }', ['0 -cursor']],
  ['{ cursor: 1, ...a }', ['0']],
  ['{ ...a, ...more }', []],
  ['{ ...more, tenantId }', ['0.tenantId']],
  ['{ tenantId: a.tenantId, cursor: a.next }', ['0.tenantId']],
  ['{ tenantId: b }', []],
  ['{ ...a, [key]: 1 }', []],
  ['a, b, { id }', ['0', '1', '2.id']],
  ['...all, b', []],
  ['a, b + 1', ['0']],
])('what goes on of (%s)', (args, expected) => {
  expect(carried(inside(args))).toEqual(expected);
});
