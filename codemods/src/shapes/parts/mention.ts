import { ts } from '../../../typescript.js';
import type { Mention } from '../../model/site.js';
import type { ShapeContext } from '../shape.js';
import { queueFact } from './options.js';
import { propertyName, propertyValue } from './syntax.js';
import { trace } from './trace.js';

/** A property called `taskQueue` in an object literal of ordinary code, whatever the object is for. */
export function readMention(node: ts.Node, context: ShapeContext): Mention | null {
  if (!ts.isPropertyAssignment(node) && !ts.isShorthandPropertyAssignment(node)) return null;
  if (context.test || propertyName(node.name) !== 'taskQueue') return null;
  const value = propertyValue(node);
  if (value === null) return null;
  const span = { start: node.getStart(), end: node.getEnd() };
  return { at: context.place(node), span, queue: queueFact(value.getText(), trace(value, context)) };
}
