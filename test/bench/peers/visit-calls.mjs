/** The naive ts-morph script: add all files, visit the calls. Its packages come from the folder it is given. */
import { createRequire } from 'node:module';

const [packages, root] = process.argv.slice(2);
const { Project, SyntaxKind } = createRequire(`${packages}/`)('ts-morph');

const project = new Project({ skipAddingFilesFromTsConfig: true, compilerOptions: { allowJs: true } });
project.addSourceFilesAtPaths([`${root}/**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}`, `!${root}/**/node_modules/**`]);
let found = 0;
for (const file of project.getSourceFiles()) {
  for (const call of file.getDescendantsOfKind(SyntaxKind.CallExpression)) {
    if (/\.workflow\??\.(start|execute|signalWithStart)$/.test(call.getExpression().getText())) found += 1;
  }
}
process.stdout.write(`found ${found}\n`);
