import type { Format } from './format.js';

/** The patch, byte for byte as `git apply` takes it. */
export const diff: Format = {
  id: 'diff',
  describe: 'a patch for git apply',
  audience: 'machine',
  render: ({ changes }) =>
    changes.map(({ patch }) => (patch === '' || patch.endsWith('\n') ? patch : `${patch}\n`)).join(''),
};
