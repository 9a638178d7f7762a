/** What a Bicep expression comes to. */
export type Value = string | number | boolean | null | readonly Value[] | ValueObject;

export interface ValueObject {
  readonly [key: string]: Value;
}

export function isObject(value: Value | undefined): value is ValueObject {
  return typeof value === "object" && value !== null && !isArray(value);
}

export function isArray(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** @throws where there is no such thing, as Bicep would */
export function lookUp(value: Value, key: string | number): Value {
  const found =
    isArray(value) || isObject(value)
      ? Object.entries(value).find(([name]) => name === String(key))
      : undefined;
  if (found === undefined) {
    throw new Error(`There is no ${key} in ${JSON.stringify(value)}`);
  }
  return found[1];
}

/** The value at the end of a path such as `properties.networkAcls.defaultAction`; nothing where it does not lead anywhere. */
export function findAt(value: Value, path: string): Value | undefined {
  return path
    .split(".")
    .reduce<Value | undefined>(
      (found, key) =>
        isObject(found) || isArray(found)
          ? Object.entries(found).find(([name]) => name === key)?.[1]
          : undefined,
      value,
    );
}

/** Objects are merged, what the second says winning, as Bicep's `union` does. */
export function merge(first: ValueObject, second: ValueObject): ValueObject {
  const both = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = both[key];
    both[key] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return both;
}

export function toText(value: Value): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
