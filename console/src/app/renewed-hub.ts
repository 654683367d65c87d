// A hub that was renewed under an open page has files of other names: the page is loaded anew, at its address, once.

const remembered = 'holdfast-renewed-at';
/** Sooner than this it is no renewal but a fault, and loading again would not end. */
const leastMs = 30_000;

export function followRenewedHub(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const before = Number(sessionStorage.getItem(remembered) ?? 0);
    if (Date.now() - before < leastMs) return;
    event.preventDefault();
    sessionStorage.setItem(remembered, String(Date.now()));
    window.location.reload();
  });
}
