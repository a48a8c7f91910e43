/** The whole help, for every command: one page, written by hand, held to the flags by a test. */
export const HELP = `temporal-queue-codemods: find every Temporal workflow start and move it onto routed task queues

Usage: temporal-queue-codemods [command] [options] [paths…]

Commands
  init                   ask what a config has to say and write it; with a config, ask what is open
  plan [paths…]          show what would change and what must be asked; writes nothing (default)
  apply [plan.json]      write the plan, and never more
  check [paths…]         for CI: exit 1 while a start is unrouted, a question open or a finding left
  explain FILE:LINE      the proof for one start, or why the line is not one

Which files
  --root DIR             the repository or package to look at (default: the current folder)
  paths…                 files or folders under the root; the rest is left alone
  --since REF            only files changed since REF
  --staged               only staged files
  --config FILE          instead of temporal-queue.config.json(c) found from the root upwards
  --print-config         print the config in force and stop

What is printed
  --format NAME[=FILE]   text, diff, json or markdown; repeat it, with =FILE to write to a file
  --json                 the same as --format json
  --quiet                only the result; of text, only the summary
  --verbose              kept starts and long calls in full; progress line by line
  --color, --no-color    colours, whatever the terminal says (NO_COLOR is honoured)

Of one command
  --out FILE             plan: save the plan for apply
  --allow-dirty          apply: write files with uncommitted changes too
  --no-verify            apply: write even what the type checker says would not compile
  --yes                  init: ask nothing, write what is proposed

  --help                 this page
  --version              the version

Exit codes
  0  done; questions may be open
  1  check: something is left to do
  2  the command line, the config or the repository must be mended first

Examples
  temporal-queue-codemods init
  temporal-queue-codemods plan --out plan.json
  temporal-queue-codemods apply plan.json
  temporal-queue-codemods check --format text --format markdown=pr.md
  temporal-queue-codemods explain src/tenants.ts:41
`;
