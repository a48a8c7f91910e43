import { code, type Piece } from './page.js';
import { use } from './scope.js';

/** What a position may ask for: the text of a start, and the statements that must come before it. */
export interface Asked {
  /** The start of this number, on a client and for a tenant that are within reach where it is written. */
  start(index: number, client: string, tenant: string): Piece;
  /** The statements of that start, each on a line of its own. */
  before(index: number, client: string, tenant: string): Piece;
  /** The unit's name. */
  readonly name: string;
  /** `export `, where a function may have it. */
  readonly exported: Piece;
}

/** A place that a call can stand in, as code around it. Every unit is a function of a client and what is given to it. */
export interface Position {
  readonly name: string;
  /** How many starts stand in it. */
  readonly starts: number;
  /** Whether there is room for statements before each of them. */
  readonly hoists: boolean;
  /** Needs a file that may hold JSX. */
  readonly jsx?: true;
  /** All its starts are made with the options of the first. */
  readonly shared?: true;
  /** Runs when the file is loaded. */
  readonly atLoad?: true;
  print(asked: Asked): Piece;
}

const DOC: Piece = (page) => {
  const client = "import('@temporalio/client').Client";
  if (!page.language.types) page.put(`/** @param {${client}} client @param {import('./given.js').Given} given */`);
};
const NARROW: Piece = (page) => {
  if (!page.language.types) page.put('/** @param {{ id: string }} tenant */');
};
const TYPED: Piece = 'client‹: Client›, given‹: Given›';
const OPENED: Piece = 'client‹: Client›, { tenant, tenants, maybe, flag, level }‹: Given›';

/** A function with this body; `parameters` decides by which names it sees what is given. */
const method =
  (kind: string, parameters: Piece, body: (asked: Asked) => Piece) =>
  (asked: Asked): Piece =>
    code`${DOC}
${asked.exported}${kind} ${asked.name}(${parameters}) {
  ${body(asked)}
}`;

/** One start for `tenant.id`, where statements may stand before it. */
const inBlock = (name: string, body: (call: Piece, asked: Asked) => Piece): Position => ({
  name,
  starts: 1,
  hoists: true,
  print: method('async function', OPENED, (asked) => [
    asked.before(0, 'client', 'tenant.id'),
    body(asked.start(0, 'client', 'tenant.id'), asked),
  ]),
});

/** One start in an expression for another tenant than the function's own. */
const inExpression = (name: string, tenant: string, body: (call: Piece) => Piece): Position => ({
  name,
  starts: 1,
  hoists: false,
  print: method('async function', OPENED, (asked) => body(asked.start(0, 'client', tenant))),
});

const statements: readonly Position[] = [
  inBlock('statement', (call) => code`await ${call};`),
  inBlock('initialiser', (call) => code`const handle = await ${call};\nreturn ${use('idOf')}(handle);`),
  inBlock('second of two initialisers', (call) => code`const one = 1, handle = await ${call};\nreturn [one, handle];`),
  inBlock('returned', (call) => code`return ${call};`),
  inBlock('returned and awaited', (call) => code`return await ${call};`),
  inBlock('pattern', (call) => code`const { length } = ${use('idOf')}(await ${call});\nreturn length;`),
  inBlock('assignment', (call) => code`let id = '';\nid = ${use('idOf')}(await ${call});\nreturn id;`),
  inBlock('discarded', (call) => code`void (await ${call});`),
  inBlock('if without braces', (call) => code`if (flag) await ${call};\nelse return 'no';`),
  inBlock('else without braces', (call) => code`if (flag) return 'yes';\nelse await ${call};`),
  inBlock('condition', (call) => code`if (await ${call}) return 'started';`),
  inBlock('thrown', (call) => code`throw new Error('after ' + ${use('idOf')}(await ${call}));`),
  inBlock('conditional', (call) => code`return flag ? await ${call} : null;`),
  inBlock('negated guard', (call) => code`flag || (await ${call});`),
  inBlock('label', (call) => code`again: for (;;) {\n  await ${call};\n  break again;\n}`),
  inBlock('then', (call) => code`await Promise.resolve().then(() => ${call});`),
  inBlock('argument', (call) => code`return ${use('track')}(level, await ${call}, 'last');`),
  inBlock('spread argument', (call) => code`return ${use('track')}(...[await ${call}]);`),
  inBlock('property', (call) => code`return { level, handle: await ${call}, after: level + 1 };`),
  inBlock('element', (call) => code`return [level, await ${call}][1];`),
  inBlock('comma', (call) => code`return (${use('log')}(level), await ${call});`),
  inBlock('member of the result', (call) => code`return (await ${call})?.toString();`),
  inBlock('immediately called', (call) => code`return (async () => await ${call})();`),
  inBlock('async closure', (call) => code`const go = async () => {\n  await ${call};\n};\nawait go();`),
  inBlock('function in a function', (call) => code`return go();\nfunction go() {\n  return ${call};\n}`),
];

const templated: Position = inBlock('template', (call) => [
  code`return `,
  (page) => page.put('`handle: ${'),
  code`${use('idOf')}(await ${call})`,
  (page) => page.put('} is there`'),
  code`;`,
]);

const expressions: readonly Position[] = [
  inExpression('guard', 'maybe.id', (call) => code`maybe && (await ${call});`),
  inExpression(
    'nested guard',
    'maybe.id',
    (call) => code`return flag && maybe !== undefined && level > 0 && (await ${call});`,
  ),
  inExpression('missing otherwise', 'tenant.id', (call) => code`return maybe ?? (await ${call});`),
  inExpression(
    'arm of a conditional',
    'maybe.id',
    (call) => code`return maybe === undefined ? 'nobody' : await ${call};`,
  ),
  inExpression('narrowed in an if', 'maybe.id', (call) => code`if (maybe !== undefined) {\n  await ${call};\n}`),
  inExpression('loop', 'tenant.id', (call) => code`for (const tenant of tenants) {\n  await ${call};\n}`),
  inExpression('loop without braces', 'tenant.id', (call) => code`for (const tenant of tenants) await ${call};`),
  inExpression(
    'counting loop',
    'tenant.id',
    (call) =>
      code`for (let at = 0; at < level; at += 1) {\n  const handle = await ${call};\n  ${use('log')}(handle);\n}`,
  ),
  inExpression(
    'loop header',
    'tenant.id',
    (call) => code`for (let at = 0; at < level; at += 1, await ${call}) ${use('log')}(at);`,
  ),
  inExpression('while', 'tenant.id', (call) => code`let left = level;\nwhile (left-- > 0) await ${call};`),
  inExpression('do', 'tenant.id', (call) => code`let left = level;\ndo {\n  await ${call};\n} while (--left > 0);`),
  inExpression('map', 'tenant.id', (call) => code`return Promise.all(tenants.map((tenant) => ${call}));`),
  inExpression(
    'map with a block',
    'tenant.id',
    (call) => code`return Promise.all(tenants.map(async (tenant) => {\n  return await ${call};\n}));`,
  ),
  inExpression(
    'flat map over several lines',
    'one.tenant.id',
    (call) => code`return Promise.all(\n  tenants.map((tenant) => ({ tenant })).flatMap((one) => [${call}]),\n);`,
  ),
  inExpression(
    'destructured in a loop',
    'tenantId',
    (call) => code`for (const { id: tenantId } of tenants) await ${call};`,
  ),
  inExpression(
    'swallowed',
    'tenant.id',
    (call) => code`try {\n  await ${call};\n} catch {\n  return 'failed';\n} finally {\n  ${use('log')}('done');\n}`,
  ),
  inExpression(
    'in a catch',
    'tenant.id',
    (call) =>
      code`try {\n  if (flag) throw new Error('first');\n} catch (error) {\n  await ${call};\n  throw error;\n}`,
  ),
  inExpression(
    'case',
    'tenant.id',
    (call) => code`switch (level) {\n  case 0:\n    await ${call};\n    break;\n  default:\n    return 'none';\n}`,
  ),
  inExpression(
    'case with a block',
    'tenant.id',
    (call) =>
      code`switch (level) {\n  case 1: {\n    const handle = await ${call};\n    return handle;\n  }\n  default:\n    return 'none';\n}`,
  ),
  inExpression(
    'switched on',
    'tenant.id',
    (call) => code`switch (await ${call}) {\n  case null:\n    return 'none';\n  default:\n    return 'some';\n}`,
  ),
  inExpression('tenant that is called for', 'tenant.id.trim()', (call) => code`await ${call};`),
  inExpression(
    'shadowed',
    'tenant.id',
    (call) =>
      code`const go = ${NARROW} async (tenant‹: { readonly id: string }›) => {\n  await ${call};\n};\nfor (const one of tenants) await go(one);\nawait go(tenant);`,
  ),
];

/** Functions whose own form is the position. */
const functions: readonly Position[] = [
  {
    name: 'concise arrow',
    starts: 1,
    hoists: false,
    print: ({ name, exported, start }) => code`${DOC}
${exported}const ${name} = (${TYPED}) => ${start(0, 'client', 'given.tenant.id')};`,
  },
  {
    name: 'concise arrow on its own line',
    starts: 1,
    hoists: false,
    print: ({ name, exported, start }) => code`${DOC}
${exported}const ${name} = async (${TYPED}) =>
  await ${start(0, 'client', 'given.tenantId')};`,
  },
  {
    name: 'function expression',
    starts: 1,
    hoists: true,
    print: ({ name, exported, start, before }) => code`${DOC}
${exported}const ${name} = async function (${TYPED}) {
  const { tenantId } = given;
  ${before(0, 'client', 'tenantId')}await ${start(0, 'client', 'tenantId')};
};`,
  },
  {
    name: 'default parameter',
    starts: 1,
    hoists: false,
    print: ({ name, exported, start }) => code`${DOC}
${exported}function ${name}(${TYPED}, handle = ${start(0, 'client', 'given.tenant.id')}) {
  return handle;
}`,
  },
  {
    name: 'default of a pattern',
    starts: 1,
    hoists: false,
    print: ({ name, exported, start }) => code`${DOC}
${exported}async function ${name}(${TYPED}) {
  const { handle = await ${start(0, 'client', 'given.tenantId')} } = ${use('log')}(given.level);
  return handle;
}`,
  },
  {
    name: 'generator',
    starts: 1,
    hoists: true,
    print: ({ name, exported, start, before }) => code`${DOC}
function* produce${name}(${OPENED}) {
  ${before(0, 'client', 'tenant.id')}if (flag) yield 'first';
  yield ${start(0, 'client', 'tenant.id')};
}
${DOC}
${exported}async function ${name}(${TYPED}) {
  for (const one of produce${name}(client, given)) await one;
}`,
  },
  {
    name: 'async generator',
    starts: 1,
    hoists: false,
    print: ({ name, exported, start }) => code`${DOC}
async function* produce${name}(${OPENED}) {
  for (const tenant of tenants) yield await ${start(0, 'client', 'tenant.id')};
}
${DOC}
${exported}async function ${name}(${TYPED}) {
  for await (const one of produce${name}(client, given)) ${use('log')}(one);
}`,
  },
];

/** A class with these members, made and run by the unit. */
const inClass = (name: string, hoists: boolean, members: (asked: Asked) => Piece): Position => ({
  name,
  starts: 1,
  hoists,
  print: (asked) => code`class Of${asked.name} {
  ‹client: Client;›
  ‹tenantId: string;›
  ${DOC}
  constructor(${TYPED}) {
    this.client = client;
    this.tenantId = given.tenantId;
  }
  ${members(asked)}
}
${DOC}
${asked.exported}async function ${asked.name}(${TYPED}) {
  return await new Of${asked.name}(client, given).run();
}`,
});

const classes: readonly Position[] = [
  inClass(
    'method',
    true,
    ({ start, before }) => code`async run() {
  ${before(0, 'this.client', 'this.tenantId')}await ${start(0, 'this.client', 'this.tenantId')};
}`,
  ),
  inClass(
    'arrow in a method',
    false,
    ({ start }) => code`run() {
  const go = () => ${start(0, 'this.client', 'this.tenantId')};
  return go();
}`,
  ),
  inClass(
    'field with an arrow',
    false,
    ({ start }) => code`run = async () => ${start(0, 'this.client', 'this.tenantId')};`,
  ),
  inClass(
    'field with a block',
    true,
    ({ start, before }) => code`run = async () => {
  ${before(0, 'this.client', 'this.tenantId')}return ${start(0, 'this.client', 'this.tenantId')};
};`,
  ),
  inClass(
    'getter',
    false,
    ({ start }) => code`get handle() {
  return ${start(0, 'this.client', 'this.tenantId')};
}
async run() {
  return await this.handle;
}`,
  ),
  inClass(
    'private method',
    true,
    ({ start, before }) => code`async #go() {
  ${before(0, 'this.client', 'this.tenantId')}return ${start(0, 'this.client', 'this.tenantId')};
}
async run() {
  return await this.#go();
}`,
  ),
];

/** More starts than one, and what only some files can hold. */
const several: readonly Position[] = [
  {
    name: 'both arms',
    starts: 2,
    hoists: false,
    print: method(
      'async function',
      OPENED,
      ({ start }) => code`return await (flag
  ? ${start(0, 'client', 'tenant.id')}
  : ${start(1, 'client', 'tenant.id')});`,
    ),
  },
  {
    name: 'one after the other',
    starts: 3,
    hoists: true,
    print: method(
      'async function',
      OPENED,
      ({ start, before }) => code`${before(0, 'client', 'tenant.id')}await ${start(0, 'client', 'tenant.id')};
{
  ${before(1, 'client', 'tenant.id')}const handle = await ${start(1, 'client', 'tenant.id')};
  ${use('log')}(handle);
}
${before(2, 'client', 'tenant.id')}return ${start(2, 'client', 'tenant.id')};`,
    ),
  },
  {
    name: 'side by side',
    starts: 2,
    hoists: false,
    print: method(
      'async function',
      OPENED,
      ({ start }) =>
        code`return Promise.all([${start(0, 'client', 'tenant.id')}, ${start(1, 'client', 'tenant.id')}]);`,
    ),
  },
  {
    name: 'options of several starts',
    starts: 1,
    hoists: true,
    shared: true,
    print: method(
      'async function',
      OPENED,
      ({ start, before }) => code`${before(0, 'client', 'tenant.id')}await ${start(0, 'client', 'tenant.id')};
if (flag) await ${start(0, 'client', 'tenant.id')};`,
    ),
  },
  {
    name: 'handler',
    starts: 1,
    hoists: false,
    jsx: true,
    print: method(
      'async function',
      OPENED,
      ({
        start,
      }) => code`const button = <button title='go' onClick={() => ${start(0, 'client', 'tenant.id')}}>taskQueue: main</button>;
return await ${use('h')}.click(button);`,
    ),
  },
  {
    name: 'at load',
    starts: 1,
    hoists: false,
    atLoad: true,
    print: ({ name, exported, start }) => code`const client${name} = new ${use('Client')}();
const handle${name} = ${start(0, `client${name}`, 'owner.tenantId')};
handle${name}.catch(() => null);
${use('log')}(${use('owner')}.tenantId);
${exported}const ${name} = async () => await handle${name};`,
  },
];

/** Every place that a start is tried in, the plainest first. */
export const POSITIONS: readonly Position[] = [
  ...statements,
  templated,
  ...expressions,
  ...functions,
  ...classes,
  ...several,
];
