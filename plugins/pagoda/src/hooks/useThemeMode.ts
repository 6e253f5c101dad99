import { useEffect, useState } from 'react';

const ATTRIBUTE = 'data-theme-mode';

/** Whether the page is light or dark at this moment. */
export function useThemeMode(): 'light' | 'dark' {
  const [mode, setMode] = useState(readMode);
  useEffect(() => {
    const observer = new MutationObserver(() => setMode(readMode()));
    observer.observe(document.documentElement, {
      attributes: true,
      subtree: true,
      attributeFilter: [ATTRIBUTE],
    });
    // The theme may have been set since the first drawing.
    setMode(readMode());
    return () => observer.disconnect();
  }, []);
  return mode;
}

function readMode(): 'light' | 'dark' {
  return document.querySelector(`[${ATTRIBUTE}="dark"]`) ? 'dark' : 'light';
}
