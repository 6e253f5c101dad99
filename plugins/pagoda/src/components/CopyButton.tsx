import { useEffect, useState } from 'react';
import { ButtonIcon, Tooltip, TooltipTrigger } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';

/** Puts a text on the clipboard and says so. `label` names the text: `Copy run id`. */
export function CopyButton(props: { text: string; label: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') {
      return undefined;
    }
    const timer = setTimeout(() => setState('idle'), 2000);
    return () => clearTimeout(timer);
  }, [state]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(props.text);
      setState('copied');
    } catch {
      // Browsers refuse without a secure context or permission; the text is still there to select.
      setState('failed');
    }
  }

  const words = {
    idle: props.label,
    copied: 'Copied',
    failed: 'The browser refused; select the text instead',
  };
  return (
    <TooltipTrigger delay={300}>
      <ButtonIcon
        size="small"
        variant="tertiary"
        aria-label={state === 'idle' ? props.label : words[state]}
        icon={
          state === 'copied' ? (
            <RiCheckLine aria-hidden="true" />
          ) : (
            <RiFileCopyLine aria-hidden="true" />
          )
        }
        onPress={copy}
      />
      <Tooltip>{words[state]}</Tooltip>
    </TooltipTrigger>
  );
}
