export { type ConfigAnswer, withAnswers } from './answers.js';
export { type ConfigRequest, defaultConfig, loadConfig, readConfig } from './load.js';
export { parsePlan } from './plan-file.js';
export { renderConfig } from './print.js';
export { type ConfigProposal, type ProposedWorkflow, writeConfigText } from './propose.js';
export {
  configJsonSchema,
  configJsonSchemaText,
  kindNameProblem,
  pathProblem,
  tenantNameProblem,
} from './schema.js';
