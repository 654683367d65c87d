// Named gaps in which a crash would hurt most. In production they do nothing; a test installs an action, or starts the
// hub with HOLDFAST_FAILPOINT=name (or name:3 for the third time) and the process kills itself there, as a power cut would.

/** Each name says what has happened by then. */
export const failpoints = [
  /** Orders and listings are locked and read; nothing is decided. */
  'batch_loaded',
  /** Everything is written, and nothing is committed: all of it must vanish. */
  'batch_written',
  /** The decision stands in the database, and nobody has been told. */
  'batch_committed',
  /** The intent is committed and the POS is about to be asked. */
  'pos_call_starting',
  /** The POS has answered, and its answer is not on record. */
  'pos_call_ended',
  /** The reply is known and about to be sent. */
  'reply_ready',
] as const;
export type Failpoint = (typeof failpoints)[number];

const installed = new Map<Failpoint, () => void | Promise<void>>();

/** Passes the gap; resolves at once unless somebody has installed an action here. */
export async function failpoint(name: Failpoint): Promise<void> {
  const action = installed.get(name);
  if (action) await action();
}

export function failpointIsArmed(name: Failpoint): boolean {
  return installed.size > 0 && installed.has(name);
}

/** Installs an action; the returned function takes it away again. */
export function installFailpoint(name: Failpoint, action: () => void | Promise<void>): () => void {
  installed.set(name, action);
  return () => installed.delete(name);
}

/** Arms the failpoint that the environment names. Throws on a name that does not exist: a test would prove nothing. */
export function armFailpoint(setting: string): void {
  const [name, count = '1'] = setting.split(':');
  if (!isFailpoint(name))
    throw new Error(`HOLDFAST_FAILPOINT: there is no failpoint "${name}"; there are ${failpoints.join(', ')}`);
  let passesLeft = Number(count);
  installFailpoint(name, () => {
    passesLeft -= 1;
    if (passesLeft === 0) process.kill(process.pid, 'SIGKILL');
  });
}

function isFailpoint(name: string | undefined): name is Failpoint {
  return failpoints.includes(name as Failpoint);
}
