// TypeScript's compiler as ts-morph brings it. Required, not imported: to import it, Node would first read its nine
// megabytes for the names it exports, which takes longer than many a run.
import { createRequire } from 'node:module';

const compiler = createRequire(import.meta.url)('@ts-morph/common');

export const ts = compiler.ts;
export const getLibFiles = compiler.getLibFiles;
export const libFolderInMemoryPath = compiler.libFolderInMemoryPath;
