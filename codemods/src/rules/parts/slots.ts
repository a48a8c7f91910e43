import type { InputSlot, StartSite } from '../../model/site.js';

/** The places of the workflow's arguments that an expression fills: it is what is passed, or a property of what is passed whole. */
export function slotsOf(expression: string, { passed }: Pick<StartSite, 'passed'>): readonly InputSlot[] {
  const read = unconverted(expression);
  return passed.flatMap((one) => {
    const { position, property } = one;
    if (one.expression === read) return [{ position, property }];
    const rest = read.startsWith(`${one.expression}.`) ? read.slice(one.expression.length + 1) : '';
    return property === null && IDENTIFIER.test(rest) ? [{ position, property: rest }] : [];
  });
}

/** The place of the arguments of the workflow around a start that an expression reads; null where it reads none. */
export function inputRead(expression: string, { inputs }: Pick<StartSite, 'inputs'>): InputSlot | null {
  const read = unconverted(expression);
  for (const { name, position, property } of inputs) {
    if (read === name) return { position, property };
    const rest = read.startsWith(`${name}.`) ? read.slice(name.length + 1) : '';
    if (property === null && IDENTIFIER.test(rest)) return { position, property: rest };
  }
  return null;
}

/** Whether a continue-as-new hands on what stands at a place as it was given. */
export const carries = ({ carried }: Pick<StartSite, 'carried'>, slot: InputSlot): boolean =>
  carried.some(
    ({ position, property, except }) =>
      position === slot.position &&
      (property === slot.property || (property === null && !except.includes(slot.property ?? ''))) &&
      (slot.property !== null || except.length === 0),
  );

const IDENTIFIER = /^[\p{ID_Continue}$]+$/u;

const unconverted = (expression: string): string => expression.replace(/^String\((.*)\)$/, '$1');
