/** What jscodeshift hands a transform, as far as it is used here. */
declare namespace transform {
  interface File {
    readonly path: string;
    readonly source: string;
  }
  interface Api {
    readonly report?: (message: string) => void;
    readonly stats?: (name: string, quantity?: number) => void;
  }
  interface Options {
    /** The root of the repository; default the folder of the nearest config upwards, else the top of the git repository. */
    readonly root?: string;
    /** Instead of the config found from the root upwards; the root is then the current folder, unless it is named too. */
    readonly config?: string;
    readonly silent?: boolean;
  }
  const parser: 'tsx';
}

/** The text of one file with its starts routed; the same text where nothing is to change, none for a file that is not looked at. */
declare function transform(
  file: transform.File,
  api: transform.Api,
  options?: transform.Options,
): Promise<string | undefined>;

export = transform;
