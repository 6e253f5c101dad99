import type { FileEntry } from '@pagoda/plugin-pagoda-common';

/** A folder or file of the tree. */
export interface FileNode {
  name: string;
  path: string;
  /** Missing for a folder. */
  file?: FileEntry;
  /** Of the file, or of all below the folder, in bytes. */
  size: number;
  children: FileNode[];
}

/** The tree that a flat listing stands for; folders first, then by name as people count (`frame2` before `frame10`). */
export function buildFileTree(files: FileEntry[]): FileNode[] {
  const root: FileNode = { name: '', path: '', size: 0, children: [] };
  for (const entry of files) {
    const names = entry.path.split('/').filter(Boolean);
    let folder = root;
    names.forEach((name, depth) => {
      const isFile = depth === names.length - 1 && entry.type === 'file';
      let node = folder.children.find(
        child => child.name === name && Boolean(child.file) === isFile,
      );
      if (!node) {
        node = {
          name,
          path: names.slice(0, depth + 1).join('/'),
          size: 0,
          children: [],
          ...(isFile && { file: entry }),
        };
        folder.children.push(node);
      }
      if (entry.type === 'file') {
        node.size += entry.size;
      }
      folder = node;
    });
  }
  sortNodes(root.children);
  return root.children;
}

const COLLATOR = new Intl.Collator('en', { numeric: true });

function sortNodes(nodes: FileNode[]) {
  nodes.sort(
    (a, b) =>
      Number(Boolean(a.file)) - Number(Boolean(b.file)) ||
      COLLATOR.compare(a.name, b.name),
  );
  nodes.forEach(node => sortNodes(node.children));
}
