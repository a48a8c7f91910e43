/** The control of the sandbox test: what routing would be if it took its hash from Node. It must not bundle. */
import { createHash } from 'node:crypto';

export async function hashWithNode(tenantId: string): Promise<string> {
  return createHash('sha256').update(tenantId).digest('hex');
}
