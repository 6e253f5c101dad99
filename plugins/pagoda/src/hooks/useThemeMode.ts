import { useEffect, useState } from 'react';

const ATTRIBUTE = 'data-theme-mode';

/** Whether the page is light or dark at this moment. */
export function useThemeMode(): 'light' | 'dark' {
  const [mode, setMode] = useState(readMode);
  useEffect(() => {
    const observer = new MutationObserver(() => setMode(readMode()));
    observer.observe(document.body, {
      attributes: true,
      attributeFilter: [ATTRIBUTE],
    });
    // The theme may have been set since the first drawing.
    setMode(readMode());
    return () => observer.disconnect();
  }, []);
  return mode;
}

/** Parts of the page, such as short messages, may be of the other mode. */
function readMode(): 'light' | 'dark' {
  return document.body.getAttribute(ATTRIBUTE) === 'dark' ? 'dark' : 'light';
}
