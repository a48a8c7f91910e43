import { join } from 'node:path';
import ts from 'typescript';

const installed = new Map<string, ts.SourceFile | undefined>();

/** What the repository's own TypeScript says about a folder with a tsconfig; empty when it compiles. */
export function problemsIn(root: string): readonly string[] {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const chosen = { ...options, noEmit: true };
  const host = ts.createCompilerHost(chosen);
  const { getSourceFile } = host;
  host.getSourceFile = (file, version) => {
    if (!file.includes('/node_modules/')) return getSourceFile(file, version);
    const key = `${file}\0${JSON.stringify(version)}`;
    if (!installed.has(key)) installed.set(key, getSourceFile(file, version));
    return installed.get(key);
  };
  const program = ts.createProgram(fileNames, chosen, host);
  return [...errors, ...ts.getPreEmitDiagnostics(program)].map((problem) => {
    const place = problem.file === undefined ? '' : problem.file.fileName.slice(root.length + 1);
    return `${place}: TS${problem.code} ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`;
  });
}
