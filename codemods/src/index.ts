export { loadConfig } from './config/index.js';
export type { Config } from './model/config.js';
export { InternalError, ProjectError, UsageError } from './model/errors.js';
export { REASONS, type ReasonCode } from './model/reason.js';
export type { PlanFile, Report, SiteRow } from './model/report.js';
export { type ApplyOptions, apply, check, explain, hasFindings, init, plan, type RunOptions } from './run.js';
