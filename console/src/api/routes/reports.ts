// What was sold, declined and rejected.
import type {
  Declines,
  DeclinesQuery,
  Report,
  ReportQuery,
  ReportRow,
} from '../../../../src/http/broker/schemas/reports.ts';
import { route } from '../route.ts';

export type { Declines, Report, ReportRow };

export const readReport = route('GET', '/reports/performance').of<{ query: ReportQuery; answer: Report }>();
export const readDeclines = route('GET', '/reports/declines').of<{ query: DeclinesQuery; answer: Declines }>();
