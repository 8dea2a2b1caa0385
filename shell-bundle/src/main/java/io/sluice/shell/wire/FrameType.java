package io.sluice.shell.wire;

import java.util.Optional;

/** What a frame says. */
public enum FrameType {
  /** Client: the first frame, an {@link Opening}. */
  OPEN('o'),
  /** Client: bytes that were typed; of one command, the answer to a question, with its line end. */
  INPUT('i'),
  /** Client: the terminal's new size, a {@link WindowSize}. */
  RESIZE('r'),
  /** Gateway: bytes for standard output. */
  OUTPUT('1'),
  /** Gateway: bytes for standard error. */
  ERROR('2'),
  /** Gateway: a question, which the client answers with one line as {@link #INPUT}. */
  ASK('?'),
  /** Gateway: a question whose answer must not be shown. */
  ASK_SECRET('*'),
  /** Gateway: the last frame, the exit code as four bytes. */
  EXIT('x');

  private final byte code;

  FrameType(char code) {
    this.code = (byte) code;
  }

  /** The byte that stands for this type on the wire. */
  byte code() {
    return code;
  }

  /** The type that this byte stands for, if any. */
  static Optional<FrameType> of(byte code) {
    for (FrameType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
