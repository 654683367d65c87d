// What a statement cost, from PostgreSQL's own account of how it ran it: a clock would judge the machine.
import { deepStrictEqual, ok } from 'node:assert/strict';
import type { Database, Pool } from '../../src/db/pool.ts';

export type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Plan[];
};

/** Runs each statement, and keeps how PostgreSQL ran it. */
export function watched(pool: Pool): { db: Database; scans: () => Plan[] } {
  const plans: Plan[] = [];
  const query = async (text: string, values: unknown[]) => {
    const { rows } = await pool.query(`explain (analyze, format json) ${text}`, values);
    plans.push(rows[0]['QUERY PLAN'][0].Plan);
    return pool.query(text, values);
  };
  const scans = () => plans.flatMap(flat).filter((plan) => plan['Relation Name'] !== undefined);
  return { db: { query } as unknown as Database, scans };
}

function flat(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(flat)];
}

/** Also what was read in vain. */
function readBy(scan: Plan): number {
  const inVain = (scan['Rows Removed by Filter'] ?? 0) + (scan['Rows Removed by Index Recheck'] ?? 0);
  return scan['Actual Rows'] + inVain;
}

/** Fails when a big table was read from end to end, or when more rows were touched than `most`. */
export function isCheap(scans: readonly Plan[], most: number): void {
  const whole = scans.filter(
    (scan) => scan['Node Type'] === 'Seq Scan' && /orders|listings/.test(scan['Relation Name'] ?? ''),
  );
  deepStrictEqual(whole, []);
  const rows = scans.reduce((sum, scan) => sum + readBy(scan) * scan['Actual Loops'], 0);
  ok(rows <= most, `${rows} rows were touched`);
}
