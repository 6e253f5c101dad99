import { useState } from 'react';
import {
  RiArrowDownSLine,
  RiArrowRightSLine,
  RiFile2Line,
  RiFolder3Line,
} from '@remixicon/react';
import { formatBytes, type FileEntry } from '@pagoda/plugin-pagoda-common';
import type { FileNode } from './fileTree';
import styles from './FileTree.module.css';

/** Folders that open, files that can be chosen. */
export function FileTree(props: {
  nodes: FileNode[];
  selected: string | undefined;
  onSelect: (file: FileEntry) => void;
  /** Of nested lists: none, the outermost names all. */
  label?: string;
}) {
  return (
    <ul className={styles.list} aria-label={props.label}>
      {props.nodes.map(node => (
        <li key={`${node.path}${node.file ? '' : '/'}`}>
          {node.file ? (
            <FileItem node={node} file={node.file} {...props} />
          ) : (
            <FolderItem node={node} {...props} />
          )}
        </li>
      ))}
    </ul>
  );
}

function FileItem(props: {
  node: FileNode;
  file: FileEntry;
  selected: string | undefined;
  onSelect: (file: FileEntry) => void;
}) {
  const { node, file } = props;
  return (
    <button
      type="button"
      className={styles.item}
      aria-current={props.selected === node.path}
      onClick={() => props.onSelect(file)}
    >
      <RiFile2Line aria-hidden="true" size={16} />
      <span className={styles.name}>{node.name}</span>
      <span className={styles.size}>{formatBytes(node.size)}</span>
    </button>
  );
}

function FolderItem(props: {
  node: FileNode;
  selected: string | undefined;
  onSelect: (file: FileEntry) => void;
}) {
  const { node } = props;
  const [isOpen, setOpen] = useState(
    node.children.length <= 20 ||
      Boolean(props.selected?.startsWith(`${node.path}/`)),
  );
  return (
    <>
      <button
        type="button"
        className={styles.item}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? (
          <RiArrowDownSLine aria-hidden="true" size={16} />
        ) : (
          <RiArrowRightSLine aria-hidden="true" size={16} />
        )}
        <RiFolder3Line aria-hidden="true" size={16} />
        <span className={styles.name}>{node.name}</span>
        <span className={styles.size}>{formatBytes(node.size)}</span>
      </button>
      {isOpen && (
        <FileTree
          nodes={node.children}
          selected={props.selected}
          onSelect={props.onSelect}
        />
      )}
    </>
  );
}
