// Instants on the wire: RFC 3339, in UTC.

export function timeOf(instant: number): string;
export function timeOf(instant: number | null): string | null;
export function timeOf(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
