// What can go wrong around the embedded PostgreSQL, in plain sentences that say what to do.
// Kept: every refusal names the folder or process that it is about, and a way out.

export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

export class DataFolderInUse extends EmbeddedPostgresError {
  override name = 'DataFolderInUse';
  readonly pid: number | undefined;

  constructor(dataDir: string, pid: number | undefined) {
    super(
      `Another hub${pid === undefined ? '' : ` (process ${pid})`} is already running on the data folder ${dataDir}. ` +
        'Stop it first, or give this one a folder of its own with DATA_DIR.',
    );
    this.pid = pid;
  }
}

const wayOut = 'or set DATABASE_URL to a PostgreSQL server of your own';

/** The same failure in a plain sentence; anything not foreseen is returned as it came. */
export function explainFileFailure(failure: unknown, folder: string): unknown {
  const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return new EmbeddedPostgresError(
        `This user may not write to ${folder}. Choose another data folder with DATA_DIR, or give this user the right to write there (the folder may have been made by another user).`,
        { cause: failure },
      );
    case 'EROFS':
      return new EmbeddedPostgresError(`${folder} is on a read-only disk. Choose another data folder with DATA_DIR.`, {
        cause: failure,
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return new EmbeddedPostgresError(`The disk that holds ${folder} is full. Free some space and start again.`, {
        cause: failure,
      });
    case 'ENOENT':
      return new EmbeddedPostgresError(
        `No folder can be made at ${folder}. Choose another data folder with DATA_DIR.`,
        {
          cause: failure,
        },
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new EmbeddedPostgresError(
        `${folder} cannot be used as a folder: a file of that name is in the way. Choose another data folder with DATA_DIR.`,
        { cause: failure },
      );
    default:
      return failure;
  }
}

/** Turns what initdb or postgres printed before it gave up into a sentence with a way out. */
export function explainServerOutput(doing: string, folder: string, output: string): EmbeddedPostgresError {
  const tail = output.trim().split('\n').slice(-12).join('\n');
  return new EmbeddedPostgresError(`${adviceFor(doing, folder, output)}\nPostgreSQL said:\n${tail || '(nothing)'}`);
}

function adviceFor(doing: string, folder: string, output: string): string {
  if (/No space left on device|Disk quota exceeded/i.test(output)) {
    return `${doing} failed: the disk that holds ${folder} is full. Free some space and start again.`;
  }
  if (/error while loading shared libraries|cannot open shared object|Library not loaded/i.test(output)) {
    return `${doing} failed: the PostgreSQL programs in node_modules are incomplete. Run "npm ci" again, ${wayOut}.`;
  }
  if (/could not (create|map|resize).*shared memory|Cannot allocate memory/i.test(output)) {
    return `${doing} failed: this machine has too little memory or shared memory for it. Close other programs, ${wayOut}.`;
  }
  if (/Permission denied|Operation not permitted|Read-only file system/i.test(output)) {
    return `${doing} failed: a file in ${folder} may not be read or written. Make that folder belong to the user who runs Holdfast, ${wayOut}.`;
  }
  return `${doing} failed in ${folder}. The lines below say why; if they do not help, set DATABASE_URL to a PostgreSQL server of your own.`;
}
