import { expect, test } from 'vitest';
import { callHash } from '../../codemods/src/shapes/parts/site.js';
import type { ShapeContext } from '../../codemods/src/shapes/shape.js';
import { ts } from '../../codemods/typescript.js';

/** What is hashed of an expression; the hash itself is cut to its first digits. */
function hashed(text: string): string {
  const source = ts.createSourceFile('a.tsx', `(${text})`, ts.ScriptTarget.Latest, true);
  const [statement] = source.statements;
  if (statement === undefined || !ts.isExpressionStatement(statement)) throw new Error(text);
  let whole = '';
  const hash = (all: string): string => {
    whole = all;
    return all;
  };
  callHash(statement.expression, null, { hash } as unknown as ShapeContext);
  return whole;
}

const CALL = `client.workflow.start('Pay', { args: [tenant.id, 1], workflowId: \`pay-\${tenant.id}\`, taskQueue: QUEUE })`;

test.each([
  `client.workflow.start( 'Pay',\n\t{ args: [ tenant.id,1 ],\r\n workflowId: \`pay-\${ tenant.id }\`, taskQueue: QUEUE } )`,
  `client.workflow.start('Pay', { args: [tenant.id, 1,], workflowId: \`pay-\${tenant.id}\`, taskQueue: QUEUE, },)`,
  `client.workflow.start("Pay", { args: [tenant.id, 1], workflowId: \`pay-\${tenant.id}\`, taskQueue: QUEUE })`,
  `client.workflow /* the client */.start('Pay', { args: [tenant.id, 1], // whose\n workflowId: \`pay-\${tenant.id}\`, taskQueue: QUEUE })`,
])('a formatter or a comment changes no hash: %s', (text) => {
  expect(hashed(text)).toBe(hashed(CALL));
});

test.each([
  ['the argument', CALL.replace('[tenant.id, 1]', '[actor.id, 1]')],
  ['the order of arguments', CALL.replace('[tenant.id, 1]', '[1, tenant.id]')],
  ['the workflow', CALL.replace("'Pay'", "'Refund'")],
  ['a space in a string', CALL.replace("'Pay'", "'Pay '")],
  ['the text of a template', CALL.replace('pay-$', 'pay -$')],
  ['a template for a string', CALL.replace("'Pay'", '`Pay`')],
  ['the queue', CALL.replace('QUEUE', 'OTHER')],
  ['an option more', CALL.replace('taskQueue:', 'memo: {}, taskQueue:')],
  ['an element left out', CALL.replace('[tenant.id, 1]', '[tenant.id, , 1]')],
  ['the method', CALL.replace('.start', '.execute')],
])('%s changes the hash', (_what, text) => {
  expect(hashed(text)).not.toBe(hashed(CALL));
});

test('what is one token stays one: regular expressions, text in markup, holes at the end of a list', () => {
  expect(hashed('f(/a b/)')).not.toBe(hashed('f(/a  b/)'));
  expect(hashed("f(/'/, 1 )")).toBe(hashed("f(/'/,1)"));
  expect(hashed('f(<b>a  b</b>)')).not.toBe(hashed('f(<b>a b</b>)'));
  expect(hashed('f([1, ,])')).not.toBe(hashed('f([1])'));
  expect(hashed('f([,])')).not.toBe(hashed('f([])'));
});
