import { join } from 'node:path';
import { ts } from 'ts-morph';
import { expect, test } from 'vitest';
import { sdkClass } from '../../codemods/src/shapes/parts/receiver.js';
import { root } from '../kit/built.js';

const PACKAGES = ['client', 'activity', 'testing', 'worker', 'nexus'];
/** What has methods that start something. */
const STARTERS = /^(Client|WorkflowClient|ScheduleClient|ActivityClient|WorkflowService|ScheduleHandle)$/;
/** Made of requests and of what comes back: nobody takes a client out of them. */
const NOT_TAKEN = /(Options|Input|Plugin|Interceptors?|Like)$|^(Loaded|Compiled|Replay|Bundle)/;

interface Member {
  readonly package: string;
  readonly owner: string;
  readonly step: string;
  readonly gives: string;
}

/** Every member of the published SDK's classes and interfaces that gives a starter, or a result that is one. */
function published(): readonly Member[] {
  const files = PACKAGES.map((name) => join(root, 'node_modules/@temporalio', name, 'lib/index.d.ts'));
  const program = ts.createProgram(files, { skipLibCheck: true, strict: true, noEmit: true });
  const checker = program.getTypeChecker();
  const nameOf = (type: ts.Type): string | null => {
    const one = checker.getNonNullableType(checker.getAwaitedType(type) ?? type);
    return one.aliasSymbol?.name ?? one.symbol?.name ?? null;
  };
  return files.flatMap((file, index) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile) as ts.Symbol;
    return checker.getExportsOfModule(module).flatMap((exported): Member[] => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const declaration = symbol.declarations?.[0];
      if (declaration === undefined || NOT_TAKEN.test(symbol.name)) return [];
      const sides = [checker.getDeclaredTypeOfSymbol(symbol), checker.getTypeOfSymbol(symbol)];
      const members = ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration) ? sides : [];
      return members.flatMap((type) =>
        checker.getPropertiesOfType(type).flatMap((member): Member[] => {
          const isHidden = (member.declarations ?? []).some(
            (one) => (ts.getCombinedModifierFlags(one) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0,
          );
          const of = checker.getTypeOfSymbol(member);
          const [signature] = of.getCallSignatures();
          const gives = signature === undefined ? nameOf(of) : nameOf(signature.getReturnType());
          if (isHidden || gives === null || !STARTERS.test(gives) || member.name === 'prototype') return [];
          const step = signature === undefined ? member.name : `${member.name}()`;
          return [{ package: `@temporalio/${PACKAGES[index]}`, owner: symbol.name, step, gives }];
        }),
      );
    });
  });
}

test('every member of the SDK that gives what can start something is known without its types', () => {
  const members = published();
  const unknown = members.filter(({ package: specifier, owner, step, gives }) => {
    const path = step.endsWith('()') ? ['new', step.slice(0, -2), '()'] : ['new', step];
    return sdkClass({ specifier, name: owner, path, at: undefined as never }) !== gives;
  });
  expect(unknown).toEqual([]);
  expect(members.map(({ owner, step }) => `${owner}.${step}`)).toContain('Client.workflow');
});

test.each([
  ['@temporalio/activity', 'getClient', ['()'], 'Client'],
  ['@temporalio/nexus', 'getClient', ['()', 'workflow'], 'WorkflowClient'],
  ['@temporalio/activity', 'Context', ['current', '()', 'client'], 'Client'],
  ['@temporalio/testing', 'TestWorkflowEnvironment', ['createLocal', '()', 'client', 'workflow'], 'WorkflowClient'],
  ['@temporalio/worker', 'Worker', ['create', '()', 'client'], 'Client'],
  ['@temporalio/worker', 'NativeConnection', ['connect', '()', 'workflowService'], 'WorkflowService'],
  ['@temporalio/client', 'WorkflowClient', ['new', 'getHandle', '()', 'client'], 'WorkflowClient'],
  ['@temporalio/client', 'Client', ['new', 'options'], null],
  ['a-library', 'Client', ['new', 'workflow'], null],
])('%s: %s %j is %s', (specifier, name, path, owner) => {
  expect(sdkClass({ specifier, name, path, at: undefined as never })).toBe(owner);
});

test.each([
  ['TemporalService', ['client', 'getRawClient', '()', 'workflow'], 'WorkflowClient'],
  ['TemporalService', ['new', 'client', 'getRawClient', '()'], 'Client'],
  ['TemporalClientService', ['getRawClient', '()', 'schedule', 'getHandle', '()'], 'ScheduleHandle'],
  ['TemporalService', ['client'], null],
  ['TemporalService', ['schedule', 'getRawClient', '()'], null],
  ['ConfigService', ['client', 'getRawClient', '()'], null],
])('of nestjs-temporal-core, %s %j gives %s', (name, path, gives) => {
  expect(sdkClass({ specifier: 'nestjs-temporal-core', name, path, at: undefined as never })).toBe(gives);
});
