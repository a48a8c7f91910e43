import type { LegacyQueue } from '../model/config.js';

/** `get('temporal.taskQueue')`: what a settings service gives for a key. */
const LOOKUP = /^get\((['"])([^'"]+)\1\)$/;
const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** An entry of `legacyQueues`: a quoted literal, one with `*` for what varies, `a.b`, `path#export` or `get('key')`; a string says what is wrong with it. */
export function parseLegacyQueue(text: string): LegacyQueue | string {
  const quote = text[0];
  if (quote === "'" || quote === '"' || quote === '`') return parseLiteral(text, quote);
  const key = LOOKUP.exec(text)?.[2];
  if (key !== undefined) return { kind: 'lookup', key, text };
  if (text.includes('#')) return parseExport(text);
  const parts = text.split('.');
  if (!parts.every((part) => NAME.test(part))) {
    return `write a queue's name in quotes ("'main-queue'"), a property as "settings.taskQueue", a constant as "src/queues.ts#MAIN_QUEUE", a settings service's key as "get('temporal.taskQueue')"`;
  }
  const [base, name, ...rest] = parts;
  if (name === undefined) {
    return `a bare name can have different values in different files: write "path/to/file.ts#${text}" for a constant, "'${text}'" for the queue's own name`;
  }
  if (base === 'this' && rest.length === 0)
    return `\`this\` names no object: write "path/to/file.ts#${name}" or the name of the object it is read from`;
  if (rest.length > 0) return `write the last two names only: "${parts.slice(-2).join('.')}"`;
  return { kind: 'member', base: base as string, name, text };
}

function parseLiteral(text: string, quote: string): LegacyQueue | string {
  const value = text.slice(1, -1);
  if (text.length < 2 || text.at(-1) !== quote) return `the quote ${quote} is not closed`;
  if (value === '') return 'an empty queue name matches nothing';
  if (quote === '`' || value.includes(quote)) return `write a queue's name in plain quotes: "'main-queue'"`;
  if (!value.includes('*')) return { kind: 'literal', value, text };
  return /[^*]/.test(value)
    ? { kind: 'pattern', value, text }
    : 'matches every queue; name the part that does not vary';
}

function parseExport(text: string): LegacyQueue | string {
  const at = text.lastIndexOf('#');
  const file = text.slice(0, at).replace(/^(\.\/)+/, '');
  const name = text.slice(at + 1);
  if (file === '' || file.startsWith('/') || file.includes('\\') || file.split('/').includes('..')) {
    return 'the path before # is relative to the root, with forward slashes: "src/queues.ts#MAIN_QUEUE"';
  }
  if (!NAME.test(name)) return 'after # stands the name the file exports: "src/queues.ts#MAIN_QUEUE"';
  return { kind: 'export', file, name, text };
}
