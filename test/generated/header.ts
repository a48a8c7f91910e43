import fc from 'fast-check';
import { code, listed, type Piece, raw, zone } from './page.js';

/** How a file begins. */
export interface Header {
  readonly first: 'nothing' | 'licence' | 'shebang' | 'directive';
  readonly layout: 'line' | 'lines';
  /** Type-only names beside the others of their module. */
  readonly types: 'apart' | 'beside';
  /** Which import comes first. */
  readonly turn: number;
  readonly blankLine: boolean;
}

/** Every beginning, the plainest one simplest. */
export const header: fc.Arbitrary<Header> = fc.record({
  first: fc.constantFrom('nothing', 'licence', 'shebang', 'directive'),
  layout: fc.oneof(
    { weight: 3, arbitrary: fc.constant('line' as const) },
    { weight: 1, arbitrary: fc.constant('lines' as const) },
  ),
  types: fc.constantFrom('apart', 'beside'),
  turn: fc.nat(5),
  blankLine: fc.boolean(),
});

const ROUTING = './temporal/routing.js';
const MODULES: Readonly<Record<string, readonly string[]>> = {
  './settings.js': ['settings'],
  './workflows.js': ['ProvisionWorkflow', 'OnboardWorkflow', 'ReportWorkflow', 'CleanupWorkflow'],
  './given.js': ['clientOf', 'defaults', 'foreign', 'idOf', 'limits', 'log', 'nextId', 'owner', 'track'],
  './jsx.js': ['h'],
  '@temporalio/client': ['Client', 'WithStartWorkflowOperation'],
  [ROUTING]: ['routeForSystemJob', 'routeForTenant', 'startOptions'],
};
const TYPES: Readonly<Record<string, readonly string[]>> = {
  '@temporalio/client': ['Client', 'WorkflowStartOptions'],
  './given.js': ['Given'],
};

interface Import {
  readonly from: string;
  readonly names: readonly string[];
  readonly types: readonly string[];
}

/** Imports of what the text uses, in the file's own way, and the constant of the queue. */
export function headerOf(header: Header, needs: ReadonlySet<string>): Piece {
  const imports = turned(importsOf(needs), header.turn);
  return (page) => {
    const lines = imports.flatMap((one) =>
      page.language.modules === 'require' ? required(one, header) : imported(one, header, page.language.types),
    );
    if (needs.has('workflows')) {
      const from = code`'./workflows.js'`;
      lines.push(
        page.language.modules === 'require'
          ? code`const workflows = require(${from});`
          : code`import * as workflows from ${from};`,
      );
    }
    const first: Piece = {
      nothing: '',
      licence: LICENCE,
      shebang: raw('#!/usr/bin/env node'),
      directive: code`'use strict';`,
    }[header.first];
    const queue = needs.has('QUEUE') ? zone('declaration', code`const QUEUE = settings.temporalTaskQueue;\n`) : '';
    const written = lines.map((line) => code`${line}\n`);
    page.write(zone('header', code`${first}${first === '' ? '' : '\n'}${written}${header.blankLine ? '\n' : ''}`));
    page.write(queue);
  };
}

const LICENCE: Piece = raw('/* Copyright: nobody. May start workflows with taskQueue: main-queue. */');

function importsOf(needs: ReadonlySet<string>): readonly Import[] {
  const all = Object.entries(MODULES).map(([from, names]) => ({
    from,
    names: names.filter((name) => needs.has(name)),
    types: (TYPES[from] ?? []).filter((name) => !needs.has(name)),
  }));
  return all.filter(({ names, types }) => names.length + types.length > 0);
}

const turned = <T>(list: readonly T[], by: number): readonly T[] => {
  const at = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
};

function required({ from, names }: Import, { layout }: Header): readonly Piece[] {
  return names.length === 0 ? [] : [code`const ${named(names, layout)} = require('${from}');`];
}

function imported({ from, names, types }: Import, { layout, types: where }: Header, typed: boolean): readonly Piece[] {
  const seen = typed ? types : [];
  const isBeside = where === 'beside' && names.length > 0;
  const values = [...names, ...(isBeside ? seen.map((name) => `type ${name}`) : [])];
  return [
    ...(isBeside || seen.length === 0 ? [] : [code`import type ${named(seen, layout)} from '${from}';`]),
    ...(values.length === 0 ? [] : [code`import ${named(values, layout)} from '${from}';`]),
  ];
}

const named = (names: readonly string[], layout: 'line' | 'lines'): Piece =>
  layout === 'line' ? code`{ ${listed(names, layout)} }` : code`{${listed(names, layout)}}`;
