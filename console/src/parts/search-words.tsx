// A field of words that narrow a list. What is typed counts a moment after the last key, so that no key is a question.
import { ActionIcon, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import styles from './search-words.module.css';

type Props = { label: string; hint?: string; words: string; onWords: (words: string) => void };

export function SearchWords({ label, hint = 'Event, order number, listing or buyer', words: asked, onWords }: Props) {
  const [words, setWords] = useState(asked);
  useEffect(() => setWords((typed) => (typed.trim() === asked ? typed : asked)), [asked]);
  const ask = useDebouncedCallback((next: string) => onWords(next.trim()), 250);
  const change = (next: string): void => {
    setWords(next);
    ask(next);
  };
  const empty = (): void => {
    setWords('');
    ask.cancel();
    onWords('');
  };
  return (
    <TextInput
      size="xs"
      type="search"
      className={styles.words}
      aria-label={label}
      placeholder={hint}
      leftSection={<IconSearch size={15} stroke={1.6} aria-hidden="true" />}
      rightSection={
        words !== '' && (
          <ActionIcon size="sm" aria-label="Empty the search" onClick={empty}>
            <IconX size={14} />
          </ActionIcon>
        )
      }
      value={words}
      maxLength={200}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}
