package io.sluice.posix;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Sends datagrams to Unix sockets (unix(7)), for which the JDK supports only streams. */
public final class UnixDatagram {
  /** The capacity of {@code sockaddr_un.sun_path}. */
  private static final int LONGEST_ADDRESS = 108;

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = OpenFlags.O_CLOEXEC;
  private static final int MSG_NOSIGNAL = 0x4000;

  private UnixDatagram() {}

  /**
   * Sends one datagram.
   *
   * @param address a path, or a name in the abstract namespace if it begins with {@code @}
   * @throws PosixException if nobody has bound that socket, or the address is too long
   *     (ENAMETOOLONG)
   */
  public static void send(String address, byte[] datagram) throws PosixException {
    byte[] name = address.getBytes(StandardCharsets.UTF_8);
    boolean isAbstract = address.startsWith("@");
    if (name.length == 0 || name.length + (isAbstract ? 0 : 1) > LONGEST_ADDRESS) {
      throw new PosixException(Errno.ENAMETOOLONG, "sendto", address);
    }
    if (isAbstract) {
      name[0] = 0;
    }
    Fd socket = socket(address);
    try {
      send(socket, address, name, isAbstract, datagram);
    } finally {
      socket.close();
    }
  }

  private static Fd socket(String address) throws PosixException {
    int number = LibC.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (number < 0) {
      throw PosixException.last("socket", address);
    }
    return new Fd(number, address);
  }

  private static void send(
      Fd socket, String address, byte[] name, boolean isAbstract, byte[] datagram)
      throws PosixException {
    int addressLength = Short.BYTES + name.length + (isAbstract ? 0 : 1);
    ByteBuffer memory = Scratch.mine().memory;
    ByteBuffer payload = ByteBuffer.allocateDirect(datagram.length).put(datagram);
    memory.putShort(0, (short) AF_UNIX);
    memory.put(Short.BYTES, name);
    memory.put(Short.BYTES + name.length, (byte) 0);
    int number = socket.acquire("sendto");
    try {
      long sent;
      do {
        sent =
            LibC.sendto(
                number,
                Scratch.addressOf(payload),
                datagram.length,
                MSG_NOSIGNAL,
                Scratch.mine().address,
                addressLength);
      } while (sent < 0 && Native.getLastError() == Errno.EINTR);
      if (sent < 0) {
        throw PosixException.last("sendto", address);
      }
    } finally {
      socket.release();
    }
  }
}
