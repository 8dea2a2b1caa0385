package io.sluice.backends.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 server on loopback that serves one file, as it should or as its script wants: made by
 * hand, since no proper server can be brought to answer so.
 */
public final class ScriptedServer implements AutoCloseable {
  /** What is done about a request. */
  @FunctionalInterface
  public interface Behaviour {
    void answer(Request request, Reply reply) throws Exception;
  }

  /**
   * A request.
   *
   * @param headers by their names in lower case
   */
  public record Request(String method, String path, Map<String, String> headers) {
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** The first byte asked for. */
    public long first() {
      return Long.parseLong(header("Range").replaceFirst("bytes=(\\d+)-(\\d+)", "$1"));
    }

    /** The last byte asked for. */
    public long last() {
      return Long.parseLong(header("Range").replaceFirst("bytes=(\\d+)-(\\d+)", "$2"));
    }
  }

  /** Where the answer goes, byte by byte. */
  public final class Reply {
    private final Socket socket;
    private final OutputStream out;

    Reply(Socket socket) throws IOException {
      this.socket = socket;
      out = socket.getOutputStream();
    }

    /** Status line and headers, each a name and a value. */
    public Reply head(String status, String... headers) throws IOException {
      StringBuilder text = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
      for (int i = 0; i < headers.length; i += 2) {
        text.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
      }
      out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    public Reply body(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      out.flush();
      return this;
    }

    /** A chunk of a body of unknown length; the last is empty. */
    public Reply chunk(byte[] bytes, int from, int length) throws IOException {
      out.write("%x\r\n".formatted(length).getBytes(StandardCharsets.ISO_8859_1));
      out.write(bytes, from, length);
      out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return this;
    }

    /** For what is no answer, or not all at once. */
    public OutputStream raw() {
      return out;
    }

    /** A whole answer without a range. */
    public void full(String status, String type, byte[] bytes) throws IOException {
      head(status, "Content-Type", type, "Content-Length", "" + bytes.length);
      body(bytes, 0, bytes.length);
    }

    /** What a proper server answers. */
    public void proper(Request request) throws IOException {
      partial(request, etag, content.length);
    }

    /** A proper answer of a file with another tag and total. */
    public void partial(Request request, String tag, long total) throws IOException {
      int first = (int) request.first();
      int last = (int) Math.min(request.last(), total - 1);
      head(
          "206 Partial Content",
          "ETag",
          tag,
          "Content-Range",
          "bytes %d-%d/%d".formatted(first, last, total),
          "Content-Length",
          "" + (last - first + 1));
      body(content, first, last - first + 1);
    }

    /** Breaks off. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private final ServerSocket listening;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private volatile byte[] content;
  private volatile String etag = "\"v1\"";
  private volatile Behaviour behaviour = (request, reply) -> reply.proper(request);

  public ScriptedServer(byte[] content) throws IOException {
    this.content = content;
    listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    start("scripted-accept", this::accept);
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        sockets.add(socket);
        start("scripted-connection", () -> serve(socket));
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (Request request = read(in); request != null; request = read(in)) {
        requests.add(request);
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
          behaviour.answer(request, new Reply(socket));
        } finally {
          underWay.decrementAndGet();
        }
      }
    } catch (Exception e) {
      return; // the client has gone, or the script has closed
    } finally {
      sockets.remove(socket);
    }
  }

  private static Request read(InputStream in) throws IOException {
    String line = line(in);
    if (line.isEmpty()) {
      return null;
    }
    String[] words = line.split(" ", -1);
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    return new Request(words[0], words[1], headers);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort() + path);
  }

  public URI url() {
    return url("/disk.img");
  }

  /** From now on. */
  public void behave(Behaviour next) {
    behaviour = next;
  }

  /** From now on another file is there. */
  public void replace(byte[] newContent, String newEtag) {
    content = newContent;
    etag = newEtag;
  }

  public byte[] content() {
    return content;
  }

  /** All so far. */
  public List<Request> requests() {
    return new ArrayList<>(requests);
  }

  /** Requests that are being answered. */
  public int underWay() {
    return underWay.get();
  }

  /** Requests that were under way at once, at the most. */
  public int mostUnderWay() {
    return mostUnderWay.get();
  }

  /** Closes all connections, as a server does that is restarted. */
  public void dropConnections() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    dropConnections();
  }
}
