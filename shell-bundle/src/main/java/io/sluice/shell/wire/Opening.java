package io.sluice.shell.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client wants: a session to type in, or one command.
 *
 * @param command nothing for a session; one word for a command line, with pipes and quotes as the
 *     gateway's shell reads them; more for a command and its arguments, each as it is
 * @param terminal the kind of the client's terminal, as in the environment variable TERM; {@code
 *     dumb} or empty where a command's client has none, so that nobody can be asked
 * @param size of the client's terminal
 * @param folder that the client is in, which relative paths are from; absolute
 */
public record Opening(List<String> command, String terminal, WindowSize size, String folder) {
  private static final int VERSION = 2;

  public Opening {
    command = List.copyOf(command);
  }

  /** Whether one command is asked for, and no session. */
  public boolean isCommand() {
    return !command.isEmpty();
  }

  /** This opening as a frame. */
  public Frame toFrame() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(VERSION);
    out.writeShort(size.columns());
    out.writeShort(size.rows());
    out.writeUTF(terminal);
    out.writeUTF(folder);
    out.writeShort(command.size());
    for (String word : command) {
      out.writeUTF(word);
    }
    return new Frame(FrameType.OPEN, bytes.toByteArray());
  }

  /**
   * Reads the first frame of a connection.
   *
   * @throws IOException where it is no opening, or one of another version
   */
  public static Opening from(Frame frame) throws IOException {
    if (frame == null || frame.type() != FrameType.OPEN) {
      throw new IOException("the client did not say what it wants");
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame.payload()));
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException("the client speaks version " + version + ", this gateway " + VERSION);
    }
    WindowSize size = new WindowSize(in.readUnsignedShort(), in.readUnsignedShort());
    String terminal = in.readUTF();
    String folder = in.readUTF();
    int words = in.readUnsignedShort();
    List<String> command = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      command.add(in.readUTF());
    }
    return new Opening(command, terminal, size, folder);
  }
}
