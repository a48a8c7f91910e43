import { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { visible, visibleLines } from '../formats/index.js';
import { InterruptedError } from '../model/errors.js';

/** One of the things a person may choose. */
export interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** Questions to a person at a terminal. Each rejects when the person leaves (Ctrl-C, Escape) instead of answering. */
export interface Prompts {
  /** A title above several questions. */
  readonly begin: (title: string) => void;
  /** Lines to read before the next question. */
  readonly show: (title: string, lines: readonly string[]) => void;
  readonly one: (question: {
    readonly message: string;
    readonly options: readonly Option[];
    readonly initial?: string;
  }) => Promise<string>;
  readonly several: (question: {
    readonly message: string;
    readonly options: readonly Option[];
    readonly initial: readonly string[];
    readonly required: boolean;
  }) => Promise<readonly string[]>;
  /** A line of text; `problem` says what is wrong with one. */
  readonly line: (question: {
    readonly message: string;
    readonly initial?: string;
    readonly problem: (text: string) => string | null;
  }) => Promise<string>;
  readonly confirm: (message: string, initial: boolean) => Promise<boolean>;
  /** The last words. */
  readonly end: (message: string) => void;
}

/** Asks with clack, which is loaded only now. What comes from a repository is made harmless here, once for all questions. */
export async function openPrompts(output: WriteStream, isColoured: boolean): Promise<Prompts> {
  const clack = await import('@clack/prompts');
  const to = { output: isColoured ? output : new Uncoloured(output) };
  const given = <T>(answer: T): Exclude<T, symbol> => {
    if (typeof answer !== 'symbol') return answer as Exclude<T, symbol>;
    throw new InterruptedError('a question was left unanswered. Nothing of what was asked is written.', 130);
  };
  const options = (all: readonly Option[]) =>
    all.map(({ value, label, hint }) => ({
      value,
      label: visible(label),
      ...(hint === undefined ? {} : { hint: visible(hint) }),
    }));
  return {
    begin: (title) => clack.intro(visible(title), to),
    show: (title, lines) => clack.log.message([visible(title), ...lines.flatMap(visibleLines)].join('\n'), to),
    one: async ({ message, options: all, initial }) =>
      given(
        await clack.select({
          message: shown(message),
          options: options(all),
          ...(initial === undefined ? {} : { initialValue: initial }),
          ...to,
        }),
      ),
    several: async ({ message, options: all, initial, required }) =>
      given(
        await clack.multiselect({
          message: shown(message),
          options: options(all),
          initialValues: [...initial],
          required,
          ...to,
        }),
      ),
    line: async ({ message, initial, problem }) =>
      given(
        await clack.text({
          message: shown(message),
          ...(initial === undefined ? {} : { initialValue: initial }),
          validate: (text) => problem((text ?? '').trim()) ?? undefined,
          ...to,
        }),
      ).trim(),
    confirm: async (message, initial) =>
      given(await clack.confirm({ message: shown(message), initialValue: initial, ...to })),
    end: (message) => clack.outro(shown(message), to),
  };
}

const shown = (message: string): string => visibleLines(message).join('\n');

/** The terminal without its colours: clack does not ask NO_COLOR everywhere. */
class Uncoloured extends Writable {
  readonly isTTY = true;
  readonly #terminal: WriteStream;

  constructor(terminal: WriteStream) {
    super({ decodeStrings: false });
    this.#terminal = terminal;
    terminal.on('resize', () => this.emit('resize'));
  }

  get columns(): number {
    return this.#terminal.columns;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  override _write(text: string, _encoding: string, done: () => void): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence starts with one
    this.#terminal.write(text.replace(/\x1b\[[\d;]*m/g, ''));
    done();
  }
}
