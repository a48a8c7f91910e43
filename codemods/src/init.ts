import { defaultConfig, writeConfigText } from './config/index.js';
import type { NewFile } from './model/edit.js';

/** What `init` proposes to write. */
export interface InitProposal {
  readonly config: string;
  readonly configFile: string;
  readonly files: readonly NewFile[];
  readonly notes: readonly string[];
}

export async function init(o: { readonly root: string; readonly configFile?: string | undefined }): Promise<InitProposal> {
  void o;
  void defaultConfig;
  void writeConfigText;
  throw new Error('init is being built');
}
