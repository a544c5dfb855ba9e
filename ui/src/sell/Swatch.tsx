import classes from './EntryField.module.css';

/** The colour of a shade. It only helps the eye: the shade's name always stands beside it. */
export function Swatch({ color, size = 18 }: { color: string; size?: number }) {
  return <span className={classes.swatch} style={{ background: color, width: size, height: size, borderRadius: size / 2 }} aria-hidden />;
}
