import type { Prompts } from '../../codemods/src/cli/prompts.js';
import { InterruptedError } from '../../codemods/src/model/errors.js';

/** What is said where a question has this text in it: for a choice its value, or part of its label; `'^C'` to leave. */
export type Script = Readonly<Record<string, string | boolean | readonly string[]>>;

export interface Scripted extends Prompts {
  /** All that was shown and asked, in order. */
  readonly seen: readonly string[];
}

/** A person who answers by a script, and takes what is filled in where the script says nothing. */
export function scripted(script: Script): Scripted {
  const seen: string[] = [];
  const said = <T>(message: string, otherwise: T): T => {
    seen.push(message);
    const [key] = Object.keys(script).filter((part) => message.includes(part));
    const answer = key === undefined ? otherwise : script[key];
    if (answer === '^C') throw new InterruptedError('left', 130);
    return answer as T;
  };
  const chosen = (options: Parameters<Prompts['one']>[0]['options'], answer: string): string => {
    const found = options.find(({ value }) => value === answer) ?? options.find(({ label }) => label.includes(answer));
    if (found === undefined) throw new Error(`none of ${options.map(({ label }) => label).join(' | ')} is ${answer}`);
    return found.value;
  };
  return {
    seen,
    begin: (title) => void seen.push(title),
    show: (title, lines) => void seen.push([title, ...lines].join('\n')),
    end: (message) => void seen.push(message),
    one: async ({ message, options, initial }) => chosen(options, said(message, initial ?? options[0]?.value ?? '')),
    several: async ({ message, options, initial }) =>
      said(`${message}\n${options.map(({ label, hint }) => `${label}: ${hint ?? ''}`).join('\n')}`, initial).map(
        (one) => chosen(options, one),
      ),
    line: async ({ message, initial = '', problem }) => {
      const text = said(message, initial);
      const wrong = problem(text);
      if (wrong !== null) throw new Error(`${message} ${text}: ${wrong}`);
      return text;
    },
    confirm: async (message, initial) => said(message, initial),
  };
}
