/** This package's version; a test holds it to package.json. */
export const VERSION = '0.1.0';

/** The tool by its name and version, as reports and plans carry it. */
export const TOOL = `temporal-queue-codemods ${VERSION}`;
