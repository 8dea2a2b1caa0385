package io.sluice.backends.http.cache;

/** Why a block is fetched. */
public enum Urgency {
  /** A command waits for it. */
  NOW,
  /** A command may soon want it. */
  SOON,
  /** It is to be on disk; memory is for what is used. */
  FOR_DISK
}
