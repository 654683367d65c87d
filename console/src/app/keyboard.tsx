// The keyboard: the search, the help sheet, and two keys to each place. No key acts while somebody writes, nor on the page
// behind a sheet: what is typed before the sheet has the focus is not meant for the page any more.
import { Kbd, Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { createContext, useContext, useEffect, useRef, useState } from 'react';
import styles from './keyboard.module.css';
import { Palette } from './palette/palette.tsx';
import { places } from './shell/places.ts';

const SearchContext = createContext<() => void>(() => {});

/** Opens the search. */
export function useSearchOpener(): () => void {
  return useContext(SearchContext);
}

/** The second key must follow the first within this time. */
const togetherMs = 1_200;

type Sheet = 'search' | 'help' | null;

export function Keyboard({ children }: { children: React.ReactNode }) {
  const [sheet, setSheet] = useState<Sheet>(null);
  const navigate = useNavigate();
  const goAt = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setSheet('search');
        return;
      }
      if (sheet !== null || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      const place = places.find(({ key }) => key === event.key);
      if (place && Date.now() - goAt.current < togetherMs) {
        goAt.current = 0;
        void navigate({ to: place.to });
        return;
      }
      if (event.key === 'g') goAt.current = Date.now();
      if (event.key === '/') {
        event.preventDefault();
        setSheet('search');
      }
      if (event.key === '?') setSheet('help');
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate, sheet]);
  return (
    <SearchContext value={() => setSheet('search')}>
      {children}
      <Palette isOpen={sheet === 'search'} onClose={() => setSheet(null)} />
      <Help isOpen={sheet === 'help'} onClose={() => setSheet(null)} />
    </SearchContext>
  );
}

/** Also while a dialog is open: its keys are its own. */
function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role="dialog"]') !== null;
}

const keys: readonly [keys: readonly string[], does: string][] = [
  [['/'], 'Search: pages, orders, listings'],
  [['Ctrl', 'K'], 'The same, also while you write'],
  [['?'], 'This sheet'],
  [['Tab'], 'From one thing to the next'],
  [['Enter'], 'Open what is chosen'],
  [['Esc'], 'Leave a sheet'],
];

function Help({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Keys" size="md">
      <dl className={styles.keys}>
        {keys.map(([pressed, does]) => (
          <Line key={does} pressed={pressed} does={does} />
        ))}
        {places.map(({ key, name, about }) => (
          <Line key={key} pressed={['g', key]} does={`${name}: ${about}`} />
        ))}
      </dl>
    </Modal>
  );
}

function Line({ pressed, does }: { pressed: readonly string[]; does: string }) {
  return (
    <div className={styles.line}>
      <dt>
        {pressed.map((key) => (
          <Kbd key={key} size="xs">
            {key}
          </Kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  );
}
