import type { RouteDecision } from '../../model/decision.js';

/** The group of one start's edits: it stands or falls alone. */
export const groupOf = (decision: RouteDecision): string => groupOfStart(decision.site.id);

/** The same by the site's id. */
export const groupOfStart = (id: string): string => `start ${id}`;
