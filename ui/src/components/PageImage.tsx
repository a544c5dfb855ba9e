import { Skeleton } from '@mantine/core';
import { useEffect, useState } from 'react';
import classes from './pieces.module.css';

interface PageImageProps {
  /** A picture the server drew; nothing while it is on its way. */
  file: Blob | null | undefined;
  /** What it shows, for those who do not see it. */
  alt: string;
}

/** A page of a document as the server drew it from the very file that is printed and saved. Paper stays white on dark pages too. */
export function PageImage({ file, alt }: PageImageProps) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!file) return;
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => {
      URL.revokeObjectURL(made);
      setAddress(null);
    };
  }, [file]);
  if (!address) return <Skeleton className={classes.paper} style={{ minHeight: 320 }} radius="sm" />;
  return <img className={classes.paper} src={address} alt={alt} />;
}
