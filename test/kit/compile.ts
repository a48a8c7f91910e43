import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const installed = new Map<string, ts.SourceFile | undefined>();

/** What the repository's own TypeScript says about a folder with a tsconfig; empty when it compiles. */
export const problemsIn = (root: string): readonly string[] => problemsOf([root]).get(root) ?? [];

/**
 * The same of many folders. Those whose files see nothing of each other are one program where their options are the same,
 * so that the SDK's types are worked out once; what is wrong is told by file.
 */
export function problemsOf(roots: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, Project[]>();
  for (const project of roots.map(readProject)) {
    const key = isAlone(project) ? project.root : optionsKey(project);
    groups.set(key, [...(groups.get(key) ?? []), project]);
  }
  return new Map([...groups.values()].flatMap(compile));
}

/** A folder by its tsconfig. */
interface Project extends Pick<ts.ParsedCommandLine, 'options' | 'fileNames' | 'errors'> {
  readonly root: string;
}

function readProject(root: string): Project {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  return { root, options: { ...options, noEmit: true }, fileNames, errors };
}

/** What a script declares, and what a module adds to others, all files of a program see. */
const isAlone = ({ fileNames }: Project): boolean =>
  fileNames.some((file) => {
    const text = readFileSync(file, 'utf8');
    return /\bdeclare\s+(global|module)\b/.test(text) || !/^(import|export)\b/m.test(text);
  });

/** Options that name a place are the options of one folder only. */
const optionsKey = ({ options }: Project): string => JSON.stringify({ ...options, configFilePath: undefined });

function compile(projects: readonly Project[]): readonly (readonly [string, readonly string[]])[] {
  const [{ options } = { options: {} }] = projects;
  const names = projects.flatMap(({ fileNames }) => fileNames);
  const found = ts.getPreEmitDiagnostics(ts.createProgram(names, options, hostFor(options)));
  return projects.map(({ root, errors }) => {
    const isOfOthers = ({ file }: ts.Diagnostic): boolean =>
      projects.some((other) => other.root !== root && file?.fileName.startsWith(`${other.root}/`));
    return [root, [...errors, ...found.filter((one) => !isOfOthers(one))].map((one) => shown(one, root))];
  });
}

function hostFor(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, version) => {
    if (!file.includes('/node_modules/')) return getSourceFile(file, version);
    const key = `${file}\0${JSON.stringify(version)}`;
    if (!installed.has(key)) installed.set(key, getSourceFile(file, version));
    return installed.get(key);
  };
  return host;
}

function shown({ file, code, messageText }: ts.Diagnostic, root: string): string {
  const place = file === undefined ? '' : file.fileName.slice(root.length + 1);
  return `${place}: TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}
