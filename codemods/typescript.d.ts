export { getLibFiles, libFolderInMemoryPath, ts } from '@ts-morph/common';
