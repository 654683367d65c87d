// Sets light or dark before the first paint, so that nothing flashes: what this person chose, else what the system says.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('holdfast-scheme');
  } catch {
    // Storage is closed to us: the system decides.
  }
  const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
})();
