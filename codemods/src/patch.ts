import { formatPatch, OMIT_HEADERS, structuredPatch } from 'diff';

/** One file's change as a patch that `git apply` takes; `before` is null for a new file. '' when nothing differs. */
export function makePatch(
  file: string,
  before: string | null,
  after: string,
  { bom }: { readonly bom: boolean },
): string {
  if (before === after) return '';
  const mark = bom ? '\uFEFF' : '';
  const patch = structuredPatch('', '', before === null ? '' : mark + before, mark + after, undefined, undefined, {
    context: 3,
  });
  const header = [`diff --git ${quoted(`a/${file}`)} ${quoted(`b/${file}`)}`];
  if (before === null) header.push('new file mode 100644');
  if (patch.hunks.length === 0) return `${header.join('\n')}\n`;
  header.push(before === null ? '--- /dev/null' : `--- ${headerName(`a/${file}`)}`, `+++ ${headerName(`b/${file}`)}`);
  return `${header.join('\n')}\n${formatPatch(patch, OMIT_HEADERS)}`;
}

/** A tab ends a name with spaces, or older tools would read the rest of it as a timestamp. */
function headerName(name: string): string {
  const written = quoted(name);
  return written === name && name.includes(' ') ? `${name}\t` : written;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

/** Git's C-style quoting, with readable non-ASCII names (as `core.quotePath=false` writes them). */
function quoted(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be quoted
  const special = /[\x00-\x1f\x7f"\\]/g;
  if (!special.test(name)) return name;
  return `"${name.replace(special, (c) => ESCAPES[c] ?? `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`;
}
