import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';

/**
 * Markdown with tables, as researchers write it. Raw HTML in it stays text; pictures are left out, because they would be
 * fetched from elsewhere, or without the user's token. Load it lazily: it is large.
 */
export function MarkdownText(props: { children: string }) {
  return (
    <Markdown remarkPlugins={[remarkGfm]} disallowedElements={['img']}>
      {props.children}
    </Markdown>
  );
}
