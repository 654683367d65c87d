// Named gaps in which a crash would hurt most. In production they do nothing; a test starts the hub with
// HOLDFAST_FAILPOINT=name (or name:3 for the third time) and the process kills itself there, as a power cut would.

/** Each name says what has happened by then. */
const failpoints = [
  /** What has to be read is read, under locks; nothing is decided. */
  'batch_loaded',
  /** Everything is written, and nothing is committed: all of it must vanish. */
  'batch_written',
  /** The decision stands in the database, and nobody has been told. */
  'batch_committed',
  /** The intent is committed and the POS is about to be asked. */
  'pos_call_starting',
  /** The POS has answered, and its answer is not on record. */
  'pos_call_ended',
  /** A marketplace is about to be asked, or told. */
  'marketplace_call_starting',
  /** The marketplace has answered, and its answer is not on record. */
  'marketplace_call_ended',
  /** A message to the broker is stored, and not sent. */
  'alerts_gathered',
  /** It was sent, and that is not on record. */
  'alert_sent',
  /** A page of a POS's stock is read, and not stored. */
  'stock_page_read',
  /** It is stored with the place behind it, and the next is not asked for. */
  'stock_page_stored',
  /** A file's listings are written, and nothing is committed: all of it must vanish. */
  'import_written',
  /** A disagreement is written down, and nothing is done about it. */
  'disagreement_noted',
  /** The POS has let go of a hold that was left over, and that is not on record. */
  'left_over_let_go',
  /** A step of a sweep is made, and where it ended is not stored. */
  'sweep_step_made',
  /** The reply is known and about to be sent. */
  'reply_ready',
] as const;
export type Failpoint = (typeof failpoints)[number];

/** The one gap that is armed, and how often it is still passed before the process ends there. */
let armed: { name: Failpoint; passesLeft: number } | null = null;

/** Passes the gap, or ends the process in it. */
export function failpoint(name: Failpoint): void {
  if (armed?.name !== name) return;
  armed.passesLeft -= 1;
  if (armed.passesLeft === 0) process.kill(process.pid, 'SIGKILL');
}

export function failpointIsArmed(name: Failpoint): boolean {
  return armed?.name === name;
}

/** Arms the failpoint that the environment names. Throws on a name that does not exist: a test would prove nothing. */
export function armFailpoint(setting: string): void {
  const [name, count = '1'] = setting.split(':');
  if (!isFailpoint(name)) {
    throw new Error(`HOLDFAST_FAILPOINT: there is no failpoint "${name}"; there are ${failpoints.join(', ')}`);
  }
  armed = { name, passesLeft: Number(count) };
}

function isFailpoint(name: string | undefined): name is Failpoint {
  return failpoints.includes(name as Failpoint);
}
