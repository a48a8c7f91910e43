import type { Language } from './new-module.js';
import { ROUTING_SCHEDULES_ENTRY } from './routing-package.js';
import type { Scheduled, ScheduledRow } from './scheduled-workflows.js';
import { quoted, type Style } from './style.js';

/** What the script that moves schedules is made of. */
export interface ScheduleScriptOptions extends Scheduled {
  /** How it imports the bound routing module. */
  readonly module: string;
  /** The expression that reads the address of the server from the environment. */
  readonly address: string;
  readonly style: Style;
  readonly language: Language;
}

/** The text of a script that moves the schedules which exist: data about the repository, and one call. */
export function scheduleScriptText(options: ScheduleScriptOptions): string {
  const { style, language, address } = options;
  const { semicolon: end, indent } = style;
  const isTyped = language === 'typescript';
  const error = isTyped ? 'error: unknown' : 'error';
  const body = [
    '// Connect as the service does: address, TLS, API key; and give the client its data converter, if it has one.',
    `const connection = await Connection.connect({ address: ${address} ?? ${quoted('localhost:7233', style)} })${end}`,
    `const client = new Client({ connection, namespace: routing.settings().namespace })${end}`,
    'const moves = await moveSchedules({',
    ...settingLines(options).map((line) => `${indent}${line}`),
    `})${end}`,
    `await connection.close()${end}`,
    `if (moves.some(({ outcome }) => outcome === ${quoted('failed', style)})) process.exitCode = 1${end}`,
  ];
  const lines = [
    ...importLines(options),
    '',
    '/**',
    ' * Moves the schedules that exist already from the legacy queue to their routes. Run it once, when routing is on: it says what',
    ' * it would do, and with `--apply` it does it. Look at the tenants it prints before. Afterwards this file can go.',
    ' */',
    `async function main()${isTyped ? ': Promise<void>' : ''} {`,
    ...body.map((line) => `${indent}${line}`),
    '}',
    '',
    `main().catch((${error}) => {`,
    `${indent}console.error(error)${end}`,
    `${indent}process.exitCode = 1${end}`,
    `})${end}`,
    '',
  ];
  return lines.join(style.eol);
}

function importLines({ module, style, language }: ScheduleScriptOptions): readonly string[] {
  const all: readonly (readonly [names: string, from: string])[] = [
    ['Client, Connection', '@temporalio/client'],
    ['moveSchedules', ROUTING_SCHEDULES_ENTRY],
    ['routing', module],
  ];
  const end = style.semicolon;
  return all.map(([names, from]) =>
    language === 'commonjs'
      ? `const { ${names} } = require(${quoted(from, style)})${end}`
      : `import { ${names} } from ${quoted(from, style)}${end}`,
  );
}

function settingLines({ workflows, legacyTaskQueues, style }: ScheduleScriptOptions): readonly string[] {
  const queues = legacyTaskQueues.map((queue) => quoted(queue, style)).join(', ');
  return [
    'client,',
    'routing,',
    'workflows: {',
    ...workflows.map((row) => `${style.indent}${keyText(row.workflow, style)}: ${rowText(row, style)},`),
    '},',
    ...(queues === '' ? [] : [`legacyTaskQueues: [${queues}],`]),
    `apply: process.argv.includes(${quoted('--apply', style)}),`,
    'log: console.log,',
  ];
}

const keyText = (name: string, style: Style): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name, style));

function rowText(row: ScheduledRow, style: Style): string {
  if ('byHand' in row) return `{ byHand: ${quoted(row.byHand, style)} }`;
  const kind = `kind: ${quoted(row.kind, style)}`;
  return row.tenantId === null ? `{ ${kind} }` : `{ ${kind}, tenantId: ${quoted(row.tenantId, style)} }`;
}
