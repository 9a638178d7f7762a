/** What one of the fields of a schedule allows. */
export interface FieldKind {
  readonly title: string;
  readonly least: number;
  readonly most: number;
  /** What the values are called, from the least on. */
  readonly names: readonly string[];
}

/** Each `step`-th value of a range. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

export interface Field {
  readonly values: ReadonlySet<number>;
  /** The same in numbers alone, as every dialect of cron writes it. */
  readonly text: string;
}

/** Reads one field: values, names, ranges, steps, and lists of those. Gives nothing where it is none. */
export function parseField(text: string, kind: FieldKind): Field | undefined {
  const stretches = text.split(",").map((item) => parseStretch(item, kind));
  const read = stretches.filter((stretch) => stretch !== undefined);
  if (read.length < stretches.length) {
    return undefined;
  }
  return {
    values: new Set(read.flatMap(toValues)),
    text: read.map((stretch) => renderStretch(stretch, kind)).join(","),
  };
}

function parseStretch(item: string, kind: FieldKind): Stretch | undefined {
  const [, range = "", stepText] = /^([^/]+)(?:\/(\d{1,4}))?$/.exec(item) ?? [];
  // A step of nothing counts as 1, as it does where the schedule is run.
  const step = Math.max(Number(stepText ?? 1), 1);
  if (range === "*") {
    return { from: kind.least, to: kind.most, step };
  }
  const [first, last, ...more] = range.split("-").map((value) => parseValue(value, kind));
  if (first === undefined || more.length > 0) {
    return undefined;
  }
  if (!range.includes("-")) {
    return { from: first, to: stepText === undefined ? first : kind.most, step };
  }
  // A range that is written backwards is turned round.
  return last === undefined ? undefined : { from: Math.min(first, last), to: Math.max(first, last), step };
}

/** A number, or any beginning of a name. */
function parseValue(text: string, { least, most, names }: FieldKind): number | undefined {
  if (/^\d{1,4}$/.test(text)) {
    const value = Number(text);
    return value >= least && value <= most ? value : undefined;
  }
  const index = names.findIndex((name) => text !== "" && name.startsWith(text.toLowerCase()));
  return index === -1 ? undefined : least + index;
}

function toValues({ from, to, step }: Stretch): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

function renderStretch({ from, to, step }: Stretch, { least, most }: FieldKind): string {
  if (from === to) {
    return String(from);
  }
  const range = from === least && to === most ? "*" : `${from}-${to}`;
  return step === 1 ? range : `${range}/${step}`;
}
