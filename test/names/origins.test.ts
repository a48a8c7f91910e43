import { expect, test } from 'vitest';
import { originsOf } from './opened.js';

const SDK = "import { Client, type WorkflowClient } from '@temporalio/client';";
const CLIENT = 'Client of @temporalio/client: new workflow';

const own = (code: string): readonly string[] => originsOf({ 'src/a.ts': `${SDK}\n${code}` });

test.each<readonly [what: string, code: string]>([
  ['made in place', 'const c = new Client();\n/*?*/c.workflow.start();'],
  ['a parameter', 'function f(c: Client) {\n  /*?*/c.workflow.start();\n}'],
  ['taken apart', 'function f({ deps: { workflow } }: { deps: Client }) {\n  /*?*/workflow.start();\n}'],
  ['of a private field', 'class A {\n  #c = new Client();\n  run() {\n    /*?*/this.#c.workflow.start();\n  }\n}'],
  [
    'of a private static field',
    'class A {\n  static #c = new Client();\n  run() {\n    /*?*/A.#c.workflow.start();\n  }\n}',
  ],
  ['awaited', 'async function f(c: Promise<Client>) {\n  const d = await c;\n  /*?*/d.workflow.start();\n}'],
  ['assigned later', 'let c;\nfunction f() {\n  c = new Client();\n}\n/*?*/c.workflow.start();'],
  ['null at first', 'let c = null;\nfunction f() {\n  c ??= new Client();\n}\n/*?*/c.workflow.start();'],
  ['of a map', 'const m = new Map<string, Client>();\n/*?*/m.get("eu").workflow.start();'],
  ['of a map by what fills it', 'const m = new Map([["eu", new Client()]]);\n/*?*/m.get("eu").workflow.start();'],
  ['of a record', 'declare const r: Record<string, Client>;\n/*?*/r[region].workflow.start();'],
  ['of an index signature', 'declare const r: { [region: string]: Client };\n/*?*/r.eu.workflow.start();'],
  ['of an array', 'declare const all: readonly Client[];\n/*?*/all[0].workflow.start();'],
  ['of a tuple', 'declare const all: [string, Client];\n/*?*/all[1].workflow.start();'],
  ['of a loop', 'declare const all: Set<Client>;\nfor (const c of all) /*?*/c.workflow.start();'],
  ['of a loop over a map', 'declare const m: Map<string, Client>;\nfor (const [k, c] of m) /*?*/c.workflow.start();'],
  [
    'of the values of a record',
    'declare const r: Record<string, Client>;\nfor (const c of Object.values(r)) /*?*/c.workflow.start();',
  ],
  ['of a filtered list', 'declare const all: Client[];\n/*?*/all.filter(Boolean).find(isEu)!.workflow.start();'],
  ['of a mapped list', 'const all = urls.map(() => new Client());\nall.forEach((c) => /*?*/c.workflow.start());'],
  [
    'of Promise.all',
    'const get = async () => new Client();\nconst [n, c] = await Promise.all([1, get()]);\n/*?*/c.workflow.start();\nexport {};',
  ],
  ['handed to then', 'const get = async () => new Client();\nget().then((c) => /*?*/c.workflow.start());'],
  [
    'what then gives',
    'const get = async () => 1;\nconst c = await get().then(() => new Client());\n/*?*/c.workflow.start();\nexport {};',
  ],
  [
    'with a catch behind it',
    'const get = async () => new Client();\nconst c = await get().catch(fail);\n/*?*/c.workflow.start();\nexport {};',
  ],
  ['handed to a callback', 'function using(f: (c: Client) => void) {}\nusing((c) => /*?*/c.workflow.start());'],
  [
    'of a function type on a variable',
    'type Run = (c: Client) => void;\nconst run: Run = (c) => /*?*/c.workflow.start();',
  ],
  [
    'of a handler in an object',
    'interface H {\n  run(c: Client): void;\n}\nconst h: H = { run: (c) => /*?*/c.workflow.start() };',
  ],
  [
    'of a subclass',
    'class Own extends Client {}\n/*?*/new_().workflow.start();\nfunction new_() {\n  return new Own();\n}',
  ],
  [
    'of an interface that extends it',
    'interface Own extends Client {}\nfunction f(c: Own) {\n  /*?*/c.workflow.start();\n}',
  ],
  ['of an intersection', 'function f(c: Client & { region: string }) {\n  /*?*/c.workflow.start();\n}'],
  ['of a spread', 'const deps = { ...{ c: new Client() }, region: 1 };\n/*?*/deps.c.workflow.start();'],
  ['of a namespace', 'namespace Deps {\n  export const c = new Client();\n}\n/*?*/Deps.c.workflow.start();'],
  ['by a type argument', "import { container } from 'a-container';\n/*?*/container.get<Client>('c').workflow.start();"],
  ['by a generic constraint', 'function f<C extends Pick<Client, "workflow">>(c: C) {\n  /*?*/c.workflow.start();\n}'],
])('%s', (_what, code) => {
  expect(own(code)).toContain(CLIENT);
});

test.each<readonly [what: string, sdk: string, code: string]>([
  ['under another name', "export { Client as Own } from '@temporalio/client';", "import { Own } from './sdk.js';"],
  ['with everything', "export * from '@temporalio/client';", "import { Client as Own } from './sdk.js';"],
  [
    'as a namespace',
    "export * as all from '@temporalio/client';",
    "import { all } from './sdk.js';\nimport Own = all.Client;",
  ],
])('given on %s', (_what, sdk, code) => {
  const found = originsOf({ 'src/sdk.ts': sdk, 'src/a.ts': `${code}\nconst c = new Own();\n/*?*/c.workflow.start();` });
  expect(found).toEqual([CLIENT]);
});

test('of two packages that are given on whole, it may be either', () => {
  const files = {
    'src/sdk.ts': "export * from 'a-schema';\nexport * from '@temporalio/client';",
    'src/a.ts': "import { Client } from './sdk.js';\nnew_(/*?*/Client);",
  };
  expect(originsOf(files)).toEqual(['Client of a-schema', 'Client of @temporalio/client']);
});

test.each<readonly [what: string, code: string]>([
  [
    'a class of the house',
    'class Own {\n  workflow = { start() {} };\n}\nconst c = new Own();\n/*?*/c.workflow.start();',
  ],
  [
    'a subclass with a workflow of its own',
    'class Own extends Client {\n  override workflow = { start() {} } as never;\n}\nfunction f(c: Own) {\n  /*?*/c.workflow.start();\n}',
  ],
  ['a variable that stands for itself', 'let c = c ?? d;\nlet d = d ?? c;\n/*?*/c.workflow.start();'],
  ['a parameter of any function', 'function f(c) {\n  /*?*/c.workflow.start();\n}'],
  ['what was left out', 'function f(c: Omit<Client, "workflow">) {\n  /*?*/c.workflow.start();\n}'],
])('nothing of the SDK: %s', (_what, code) => {
  expect(own(code)).toEqual([]);
});
