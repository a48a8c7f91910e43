/** Nest, as far as fixtures need it: its configuration, and injection by written tokens. */
type Class = new (...args: never[]) => object;
type Provider = Class | { readonly provide: unknown; readonly useFactory: () => unknown };

interface Metadata {
  readonly imports?: readonly unknown[];
  readonly providers?: readonly Provider[];
}

const registered = new Map<string, () => Readonly<Record<string, unknown>>>();
const modules = new Map<unknown, Metadata>();
const parameters = new Map<unknown, unknown[]>();
const fields = new Map<unknown, Map<string | symbol, unknown>>();

const nothing = (): void => undefined;
export const Injectable = (): typeof nothing => nothing;
export const Global = (): typeof nothing => nothing;

export const Module =
  (metadata: Metadata) =>
  (target: unknown): void => {
    modules.set(target, metadata);
  };

/** Of a constructor's parameter, or of a field. */
export const Inject =
  (token: unknown) =>
  (target: object, key: string | symbol | undefined, index?: number): void => {
    if (index === undefined) {
      const known = fields.get(target.constructor) ?? new Map<string | symbol, unknown>();
      fields.set(target.constructor, known.set(key ?? '', token));
    } else {
      const known = parameters.get(target) ?? [];
      known[index] = token;
      parameters.set(target, known);
    }
  };

export function registerAs<F extends () => Readonly<Record<string, unknown>>>(token: string, factory: F): F {
  registered.set(token, factory);
  return factory;
}

/** Looks a setting up by its token and name, a bare name in the environment. */
export class ConfigService {
  get(key: string): unknown {
    const [token = '', name = ''] = key.split('.');
    return name === '' ? process.env[token] : registered.get(token)?.()[name];
  }

  getOrThrow(key: string): unknown {
    const value = this.get(key);
    if (value === undefined) throw new Error(`nothing is known as ${key}`);
    return value;
  }
}

export const ConfigModule = {
  forRoot: (): unknown => ConfigModule,
  forFeature: (): unknown => ConfigModule,
};
modules.set(ConfigModule, { providers: [ConfigService] });

function providersOf(module: unknown): readonly Provider[] {
  const { imports = [], providers = [] } = modules.get(module) ?? {};
  return [...imports.flatMap(providersOf), ...providers];
}

export const NestFactory = {
  async createApplicationContext(root: unknown): Promise<{ get(token: unknown): unknown }> {
    const providers = providersOf(root);
    const made = new Map<unknown, unknown>();
    const get = (token: unknown): unknown => {
      if (made.has(token)) return made.get(token);
      const provider = providers.find((one) => (typeof one === 'function' ? one : one.provide) === token);
      if (provider === undefined) throw new Error(`nothing provides ${(token as Class)?.name}`);
      const instance = typeof provider === 'function' ? construct(provider, get) : provider.useFactory();
      made.set(token, instance);
      return instance;
    };
    return { get };
  },
};

function construct(type: Class, get: (token: unknown) => unknown): object {
  const instance = new type(...((parameters.get(type) ?? []).map(get) as never[]));
  for (const [key, token] of fields.get(type) ?? []) Object.assign(instance, { [key]: get(token) });
  return instance;
}
