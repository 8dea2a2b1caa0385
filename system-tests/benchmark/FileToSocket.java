import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * What it costs to send parts of a file over TCP: read into a buffer and written from there, or by
 * {@link FileChannel#transferTo}. Server and client of file-to-socket.sh: both ways in turn, second
 * by second, with what they cost both processes; medians.
 */
class FileToSocket {
  private static final int HEADER = 48;
  private static final int DEPTH = 4;
  private static final int LARGEST = 1 << 20;

  /** Of 1 MiB each: the file has 256 MiB. */
  private static final int PIECES_OF_FILE = 256;

  private static final int ROUNDS = 7;
  private static final long ROUND_NANOS = 1_000_000_000L;

  public static void main(String... args) throws Exception {
    if (args[0].equals("serve")) {
      serve(Path.of(args[1]));
    } else {
      measure(Integer.parseInt(args[1]), Long.parseLong(args[2]));
    }
  }

  // A request: how many bytes, from where, and whether from the file itself. Comes back as header.

  private static void serve(Path path) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocketChannel listener =
            ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0));
        FileChannel file = FileChannel.open(path)) {
      System.out.println(listener.socket().getLocalPort());
      try (SocketChannel socket = listener.accept()) {
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.configureBlocking(false);
        new Server(socket, file).run();
      }
    }
  }

  private static final class Server {
    private final SocketChannel socket;
    private final FileChannel file;
    private final Selector selector = Selector.open();
    private final SelectionKey key;
    private final ByteBuffer requests = ByteBuffer.allocateDirect(HEADER * DEPTH);
    private final ByteBuffer[] data = new ByteBuffer[DEPTH];

    Server(SocketChannel socket, FileChannel file) throws IOException {
      this.socket = socket;
      this.file = file;
      key = socket.register(selector, SelectionKey.OP_READ);
      Arrays.setAll(data, i -> ByteBuffer.allocateDirect(LARGEST));
    }

    private void await(int operation) throws IOException {
      key.interestOps(operation);
      selector.select();
      selector.selectedKeys().clear();
    }

    void run() throws IOException {
      while (true) {
        int n = socket.read(requests);
        if (n < 0) {
          return;
        }
        if (n == 0 || requests.position() % HEADER != 0) {
          await(SelectionKey.OP_READ);
          continue;
        }
        requests.flip();
        if (requests.get(12) == 0) {
          copy(requests.limit() / HEADER);
        } else {
          transfer(requests.limit() / HEADER);
        }
        requests.clear();
      }
    }

    /** The answers to all requests that came together, in as few system calls as there can be. */
    private void copy(int count) throws IOException {
      ByteBuffer[] out = new ByteBuffer[2 * count];
      for (int i = 0; i < count; i++) {
        data[i].clear().limit(requests.getInt(i * HEADER));
        file.read(data[i], requests.getLong(i * HEADER + 4));
        out[2 * i] = requests.slice(i * HEADER, HEADER);
        out[2 * i + 1] = data[i].flip();
      }
      while (out[out.length - 1].hasRemaining()) {
        if (socket.write(out) == 0) {
          await(SelectionKey.OP_WRITE);
        }
      }
    }

    private void transfer(int count) throws IOException {
      for (int i = 0; i < count; i++) {
        ByteBuffer header = requests.slice(i * HEADER, HEADER);
        while (header.hasRemaining()) {
          if (socket.write(header) == 0) {
            await(SelectionKey.OP_WRITE);
          }
        }
        int left = requests.getInt(i * HEADER);
        long at = requests.getLong(i * HEADER + 4);
        while (left > 0) {
          long n = file.transferTo(at, left, socket);
          if (n == 0) {
            await(SelectionKey.OP_WRITE);
          }
          at += n;
          left -= (int) n;
        }
      }
    }
  }

  private static void measure(int port, long server) throws Exception {
    System.out.println("| piece | way | MB/s | server, ms/GB | client, ms/GB | both |");
    System.out.println("|---|---|--:|--:|--:|--:|");
    try (SocketChannel socket =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      Client client = new Client(socket, server);
      for (int piece : new int[] {64 << 10, 256 << 10, LARGEST}) {
        client.compare(piece);
      }
    }
  }

  private static final class Client {
    private final SocketChannel socket;
    private final long server;
    private final ByteBuffer request = ByteBuffer.allocateDirect(HEADER);
    private final ByteBuffer answer = ByteBuffer.allocateDirect(HEADER + LARGEST);
    private final Random random = new Random(1);

    Client(SocketChannel socket, long server) {
      this.socket = socket;
      this.server = server;
    }

    void compare(int piece) throws IOException {
      double[][][] figures = new double[2][3][ROUNDS];
      round(piece, 0);
      round(piece, 1); // nobody is measured cold
      for (int i = 0; i < ROUNDS; i++) {
        for (int way = 0; way < 2; way++) {
          double[] round = round(piece, way);
          for (int k = 0; k < round.length; k++) {
            figures[way][k][i] = round[k];
          }
        }
      }
      for (int way = 0; way < 2; way++) {
        System.out.printf(
            "| %d KiB | %s | %,.0f | %.0f | %.0f | %.0f |%n",
            piece >> 10,
            way == 0 ? "read and write" : "transferTo",
            median(figures[way][0]),
            median(figures[way][1]),
            median(figures[way][2]),
            median(figures[way][1]) + median(figures[way][2]));
      }
    }

    /** MB/s, and the processor time of server and client in ms for each GB. */
    private double[] round(int piece, int way) throws IOException {
      long serverBefore = cpuMillis(server);
      long clientBefore = cpuMillis(ProcessHandle.current().pid());
      long begin = System.nanoTime();
      long pieces = 0;
      for (int i = 0; i < DEPTH; i++) {
        ask(piece, way);
      }
      while (System.nanoTime() - begin < ROUND_NANOS) {
        take(piece);
        pieces++;
        ask(piece, way);
      }
      for (int i = 0; i < DEPTH; i++) {
        take(piece);
        pieces++;
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      double gigabytes = pieces * (double) piece / 1e9;
      return new double[] {
        gigabytes * 1e3 / seconds,
        (cpuMillis(server) - serverBefore) / gigabytes,
        (cpuMillis(ProcessHandle.current().pid()) - clientBefore) / gigabytes
      };
    }

    private void ask(int piece, int way) throws IOException {
      long at = (long) random.nextInt(PIECES_OF_FILE * (LARGEST / piece)) * piece;
      request.clear().putInt(0, piece).putLong(4, at).put(12, (byte) way);
      while (request.hasRemaining()) {
        socket.write(request);
      }
    }

    private void take(int piece) throws IOException {
      answer.clear().limit(HEADER + piece);
      while (answer.hasRemaining()) {
        if (socket.read(answer) < 0) {
          throw new EOFException();
        }
      }
    }

    /** utime and stime of proc(5), in clock ticks of 10 ms. */
    private static long cpuMillis(long process) throws IOException {
      String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return 10 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
    }

    private static double median(double[] figures) {
      double[] sorted = figures.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }
  }
}
