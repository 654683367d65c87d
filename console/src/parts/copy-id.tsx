// An id as people need it: short enough for a row, whole on the clipboard.
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import styles from './copy-id.module.css';

/** `what` names it for a screen reader, such as "order number". */
export function CopyId({ id, what, shown = id }: { id: string; what: string; shown?: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(id);
    setCopied(true);
    window.setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <button
      type="button"
      className={styles.copy}
      title={`${id} (click to copy)`}
      aria-label={`Copy ${what} ${id}`}
      onClick={(event) => {
        event.stopPropagation();
        copy().catch(() => setCopied(false));
      }}
    >
      <span className="one-line">{shown}</span>
      {isCopied ? <IconCheck size={13} aria-hidden="true" /> : <IconCopy size={13} aria-hidden="true" />}
      <span role="status" className="for-readers">
        {isCopied ? 'copied' : ''}
      </span>
    </button>
  );
}
