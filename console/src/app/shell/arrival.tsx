// Whoever comes to a page begins at its beginning: the focus goes there, and its name is said. The first page is left to
// the browser.
import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

/** A page names itself as it is drawn; it is read out a moment later. */
const afterMs = 150;

export function Arrival() {
  const { pathname } = useLocation();
  const before = useRef(pathname);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    document.getElementById('page')?.focus({ preventScroll: true });
    const timer = window.setTimeout(() => setSaid(document.title), afterMs);
    return () => window.clearTimeout(timer);
  }, [pathname]);
  return (
    <span role="status" className="for-readers">
      {said}
    </span>
  );
}
