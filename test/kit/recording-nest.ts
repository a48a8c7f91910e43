/** Nest's configuration, as far as fixtures need it: what is registered is what a service is given. */
const registered = new Map<string, () => Readonly<Record<string, unknown>>>();

export function registerAs<F extends () => Readonly<Record<string, unknown>>>(token: string, factory: F): F {
  registered.set(token, factory);
  return factory;
}

/** Looks a setting up by its token and name. */
export class ConfigService {
  getOrThrow(key: string): unknown {
    const [token = '', name = ''] = key.split('.');
    const factory = registered.get(token);
    if (factory === undefined) throw new Error(`nothing is registered as ${token}`);
    return factory()[name];
  }
}
