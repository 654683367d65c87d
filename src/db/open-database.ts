// The database that DATABASE_URL names, or the embedded one under the data folder.
import { openEmbeddedPostgres } from './embedded/embedded-postgres.ts';

export type OpenDatabase = { url: string; close: () => Promise<void> };

export async function openDatabase(
  choice: { databaseUrl: string | null; dataDir: string },
  role: 'hub' | 'tool',
  onProgress: (sentence: string) => void,
  abandoned?: AbortSignal,
): Promise<OpenDatabase> {
  if (choice.databaseUrl) return { url: choice.databaseUrl, close: async () => {} };
  return openEmbeddedPostgres({ dataDir: choice.dataDir, role, onProgress, abandoned });
}
