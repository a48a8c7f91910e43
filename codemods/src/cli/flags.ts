/** The flags every command takes, as commander hands them over. */
export interface CommonFlags {
  readonly root?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
}

/** The flags of the commands that look at source files. */
export interface RunFlags extends CommonFlags {
  readonly format?: readonly string[];
  readonly since?: string;
  readonly staged?: boolean;
  readonly printConfig?: boolean;
}

export interface PlanFlags extends RunFlags {
  readonly out?: string;
}

export interface ApplyFlags extends RunFlags {
  readonly allowDirty?: boolean;
  readonly verify?: boolean;
}

export interface InitFlags extends CommonFlags {
  readonly yes?: boolean;
}
