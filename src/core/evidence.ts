// How well we know what we say of another company's system. Every declared capability carries its evidence; what nobody
// outside knows is `unknown`, and the engine takes the cautious side through a setting.

/** The marks of the wire sheets. `OURS`: our own contract says so, so it is certain. */
export type Grade = 'VENDOR' | 'VENDOR_COPY' | 'THIRD_PARTY' | 'INFERRED' | 'UNKNOWN' | 'OURS';

export type Fact<Value> = {
  value: Value | 'unknown';
  grade: Grade;
  /** Where it is written, or why we assume it. */
  source: string;
  /** The setting that overrides it, and the value used while nobody has. Required where the grade is INFERRED or UNKNOWN. */
  setting?: { name: string; assumed: string };
};
