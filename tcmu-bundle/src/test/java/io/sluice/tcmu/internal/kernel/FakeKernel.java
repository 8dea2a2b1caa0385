package io.sluice.tcmu.internal.kernel;

import io.sluice.tcmu.internal.ring.RingPort;
import io.sluice.tcmu.internal.ring.SimulatedKernel;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Plays the kernel's file systems in a temporary folder: objects appear with their attributes, uio
 * devices when a backstore is enabled, disks when a LUN is linked. Notes what is done, and fails
 * where it is told to.
 */
public final class FakeKernel implements ConfigFs {
  private final Path root;
  private final KernelPaths paths;
  private final MountedConfigFs files;
  private final List<String> steps = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, SimulatedKernel> rings = new HashMap<>();
  private final List<NotedPort> ports = new ArrayList<>();
  private String failing = "";
  private int failingStep = -1;
  private int lastStep = Integer.MAX_VALUE;
  private boolean uioBusy;
  private boolean hasDevNodes = true;
  private final Map<String, Integer> lunsOfTargets = new HashMap<>();
  private final Map<String, String> serials = new HashMap<>();

  /** The process that does things here was killed. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  public FakeKernel(Path root) throws IOException {
    this.root = root;
    paths = new KernelPaths(root.resolve("sys"), root.resolve("proc"), root.resolve("dev"));
    files = new MountedConfigFs(paths.target());
    Files.createDirectories(paths.target().resolve("core/alua"));
    Files.writeString(paths.target().resolve("version"), "Target Engine Core\n");
    Files.createDirectories(paths.sys().resolve("class/uio"));
    Files.createDirectories(paths.proc().resolve("self"));
    Files.createDirectories(paths.dev());
    Files.writeString(paths.proc().resolve("self/mountinfo"), "");
  }

  /** As the code under test sees it. */
  public Kernel asKernel() {
    return new Kernel(paths, this, this::openUio, new FakeNodes(), this::writeSysFs);
  }

  public KernelPaths paths() {
    return paths;
  }

  public Path devDirectory() {
    return root.resolve("nodes");
  }

  /** What was done, in this order: {@code mkdir}, {@code write} … */
  public List<String> steps() {
    return List.copyOf(steps);
  }

  public void forgetSteps() {
    steps.clear();
  }

  /** Number of the first step that begins with {@code prefix}. */
  public int step(String prefix) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).startsWith(prefix)) {
        return i;
      }
    }
    throw new AssertionError("no step '" + prefix + "' in " + steps);
  }

  /** Every step that begins so fails from now on; none with an empty string. */
  public void fail(String prefix) {
    failing = prefix;
  }

  /** The step with this number fails, and no other. */
  public void failStep(int number) {
    failingStep = number;
  }

  /** The process is killed once it has done this step, and can't even undo what it has done. */
  public void killAfterStep(int number) {
    lastStep = number;
  }

  /** The killed process lets go of what it had open, and another one begins. */
  public void bury() throws IOException {
    lastStep = Integer.MAX_VALUE;
    ports.forEach(NotedPort::kill);
    ports.clear();
    rings.values().forEach(SimulatedKernel::close);
    steps.clear();
  }

  /** {@code /dev} has no disks, as in a container. */
  public void withoutDevNodes() {
    hasDevNodes = false;
  }

  /** Another process has the uio devices open, or not. */
  public void uioBusy(boolean busy) {
    uioBusy = busy;
  }

  /** The ring that was opened last for a device. */
  public SimulatedKernel ring(String uio) {
    return rings.get(uio);
  }

  /** All that was made and not removed. */
  public List<String> leftovers() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path folder : List.of(paths.target(), paths.sys().resolve("class/uio"), devDirectory())) {
      if (Files.exists(folder)) {
        try (Stream<Path> all = Files.walk(folder)) {
          all.map(path -> root.relativize(path).toString()).forEach(found::add);
        }
      }
    }
    found.removeIf(path -> !path.matches(".*(user_|naa\\.|iqn\\.|uio/uio|nodes/).*"));
    return found;
  }

  private void note(String what, Object... arguments) throws IOException {
    StringBuilder text = new StringBuilder(what);
    for (Object argument : arguments) {
      text.append(' ').append(argument);
    }
    steps.add(text.toString());
    boolean fails = !failing.isEmpty() && text.toString().startsWith(failing);
    if (fails || steps.size() - 1 == failingStep) {
      throw new IOException("refused: " + text);
    }
    if (steps.size() - 1 > lastStep) {
      steps.remove(steps.size() - 1);
      throw new Killed();
    }
  }

  private void attribute(Path path, String value) throws IOException {
    Path file = paths.target().resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, value);
  }

  @Override
  public boolean exists(Path path) {
    return files.exists(path);
  }

  @Override
  public boolean isLink(Path path) {
    return files.isLink(path);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return files.list(directory);
  }

  @Override
  public void makeDirectory(Path path) throws IOException {
    note("mkdir", path);
    files.makeDirectory(path);
    if (path.startsWith("core") && path.getNameCount() == 2) {
      attribute(path.resolve("hba_info"), "");
    } else if (path.startsWith("core") && path.getNameCount() == 3) {
      makeBackstore(path);
    } else if (path.startsWith("loopback") && path.getNameCount() == 3) {
      attribute(path.resolve("nexus"), "");
      attribute(path.resolve("address"), freeHost() + ":0:1\n");
      Files.createDirectory(paths.target().resolve(path).resolve("lun"));
    } else if (path.startsWith("loopback") && path.getNameCount() == 5) {
      attribute(path.resolve("alua_tg_pt_gp"), "");
    } else if (path.startsWith("iscsi")) {
      makeIscsi(path);
    }
  }

  private int freeHost() throws IOException {
    int host = 0;
    while (!new File(paths.sys().resolve("class/scsi_host/host" + host).toString()).mkdirs()) {
      host++;
    }
    attributeOf(paths.sys().resolve("class/scsi_host/host" + host + "/scan"), "");
    return host;
  }

  private static void attributeOf(Path file, String value) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, value);
  }

  private void makeIscsi(Path path) throws IOException {
    if (path.getNameCount() == 3) {
      attribute(path.resolve("enable"), "0\n");
      attribute(path.resolve("attrib/authentication"), "1\n");
      attribute(path.resolve("attrib/generate_node_acls"), "0\n");
      attribute(path.resolve("attrib/demo_mode_discovery"), "1\n");
      attribute(path.resolve("attrib/demo_mode_write_protect"), "1\n");
      attribute(path.resolve("param/InitialR2T"), "Yes\n");
      attribute(path.resolve("param/MaxRecvDataSegmentLength"), "8192\n");
      attribute(path.resolve("dynamic_sessions"), "");
      makeLogin(path);
      for (String folder : List.of("np", "lun", "acls")) {
        Files.createDirectory(paths.target().resolve(path).resolve(folder));
      }
    } else if (path.getNameCount() == 5 && path.getParent().endsWith("acls")) {
      attribute(path.resolve("info"), "No active iSCSI Session for Initiator Endpoint: x\n");
      makeLogin(path);
    }
  }

  private void makeLogin(Path path) throws IOException {
    for (String name : List.of("userid", "password", "userid_mutual", "password_mutual")) {
      attribute(path.resolve("auth").resolve(name), "\n");
    }
  }

  /** An initiator logs in, or out. */
  public void session(String iqn, String initiator, boolean isThere) throws IOException {
    attribute(
        Path.of("iscsi", iqn, "tpgt_1/acls", initiator, "info"),
        isThere ? "InitiatorName: " + initiator : "No active iSCSI Session for it\n");
  }

  private void makeBackstore(Path path) throws IOException {
    for (String name :
        List.of(
            "control",
            "alias",
            "wwn/vpd_unit_serial",
            "attrib/cmd_time_out",
            "attrib/qfull_time_out",
            "attrib/tmr_notification",
            "attrib/cmd_ring_size_mb",
            "attrib/dev_config",
            "attrib/hw_block_size",
            "action/block_dev",
            "action/reset_ring")) {
      attribute(path.resolve(name), "");
    }
    attribute(path.resolve("enable"), "0\n");
    attribute(path.resolve("attrib/emulate_pr"), "1\n");
  }

  @Override
  public void removeDirectory(Path path) throws IOException {
    note("rmdir", path);
    Path folder = paths.target().resolve(path);
    try (Stream<Path> links = Files.walk(folder).filter(Files::isSymbolicLink)) {
      if (links.findAny().isPresent()) {
        throw new IOException(path + ": Device or resource busy");
      }
    }
    if (path.startsWith("core") && path.getNameCount() == 3) {
      removeUio(path);
    }
    if (path.startsWith("loopback") && path.getNameCount() == 3) {
      delete(paths.sys().resolve("class/scsi_host/host" + read(path.resolve("address")).charAt(0)));
    }
    delete(folder);
  }

  private void removeUio(Path backstore) throws IOException {
    Path uio = paths.sys().resolve("class/uio").resolve(uioOf(backstore));
    if (Files.exists(uio)) {
      SimulatedKernel ring = rings.get(uioOf(backstore));
      if (ring != null && !ring.isClosed()) {
        throw new IOException("use after free: the uio device is still mapped");
      }
      delete(uio);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder).sorted(Comparator.reverseOrder())) {
      for (Path path : all.toList()) {
        Files.delete(path);
      }
    }
  }

  private static String uioOf(Path backstore) {
    return "uio" + (backstore.getFileName().toString().hashCode() & 0xFFF);
  }

  @Override
  public String read(Path attribute) throws IOException {
    return files.read(attribute);
  }

  @Override
  public void write(Path attribute, String value) throws IOException {
    note("write", attribute, value);
    if (!exists(attribute)) {
      throw new IOException(attribute + ": No such file");
    }
    attribute(attribute, value + "\n");
    Path folder = attribute.getParent();
    if (attribute.startsWith("iscsi")) {
      return;
    }
    switch (attribute.getFileName().toString()) {
      case "control" -> control(folder, value);
      case "enable" -> enable(folder);
      case "vpd_unit_serial" -> attribute(attribute, "T10 VPD Unit Serial Number: " + value + "\n");
      case "reset_ring" -> rings.values().forEach(SimulatedKernel::reset);
      case "nexus" -> nexus(attribute, value);
      default -> {}
    }
  }

  /** As tcm_loop: not while it counts LUNs, of which those without a disk stay counted. */
  private void nexus(Path attribute, String value) throws IOException {
    boolean ends = value.equals("NULL");
    if (ends && lunsOfTargets.getOrDefault(attribute.getName(1).toString(), 0) > 0) {
      throw new IOException(attribute + ": Operation not permitted");
    }
    attribute(attribute, ends ? "" : value);
  }

  private void writeSysFs(Path attribute, String value) throws IOException {
    note("sys", attribute.getFileName(), value);
    Files.writeString(attribute, value);
    if (attribute.endsWith("scan")) {
      scan(attribute.getParent().getFileName().toString().substring("host".length()), value);
    }
  }

  private synchronized void scan(String host, String what) throws IOException {
    for (String target : list(Path.of("loopback"))) {
      Path group = Path.of("loopback", target, "tpgt_1");
      Path lun = group.resolve("lun/lun_0");
      if (what.equals("0 1 -")
          && read(group.resolve("address")).startsWith(host + ":")
          && list(lun).stream().anyMatch(entry -> isLink(lun.resolve(entry)))) {
        addDisk(host + ":0:1:0", target);
      }
    }
  }

  @Override
  public void writeSecret(Path attribute, String value) throws IOException {
    note("write secret", attribute);
    attribute(attribute, value + "\n");
  }

  private void control(Path backstore, String value) throws IOException {
    String[] option = value.split("=", 2);
    Path copy = backstore.resolve("attrib").resolve(option[0]);
    if (exists(copy)) {
      attribute(copy, option[1] + "\n");
    }
  }

  private void enable(Path backstore) throws IOException {
    String hba = backstore.getParent().getFileName().toString().substring("user_".length());
    String config = read(backstore.resolve("attrib/dev_config"));
    String name =
        "tcm-user/" + hba + "/" + backstore.getFileName() + (config.isEmpty() ? "" : "/" + config);
    addUio(uioOf(backstore), name);
  }

  /** Adds a uio device that was made by others. */
  public void addUio(String uio, String name) throws IOException {
    Path folder = paths.sys().resolve("class/uio").resolve(uio);
    Files.createDirectories(folder.resolve("maps/map0"));
    Files.writeString(folder.resolve("name"), name + "\n");
    Files.writeString(folder.resolve("dev"), "247:0\n");
    Files.writeString(folder.resolve("maps/map0/size"), "0x100000\n");
  }

  @Override
  public synchronized void link(Path link, Path target) throws IOException {
    note("link", link, target);
    if (!exists(target)) {
      throw new IOException(link + ": there is no " + target);
    }
    files.link(link, target);
    if (!link.startsWith("loopback")) {
      return;
    }
    String name = link.getName(1).toString();
    lunsOfTargets.merge(name, 1, Integer::sum);
    serials.put(name, read(target.resolve("wwn/vpd_unit_serial")).replaceFirst(".*: ", ""));
    addDisk(addressOf(link), name);
  }

  /** Of a link in a LUN's folder. */
  private String addressOf(Path link) throws IOException {
    String number = link.getParent().getFileName().toString().substring("lun_".length());
    return read(link.subpath(0, 3).resolve("address")) + ":" + number;
  }

  /** Names and numbers are given anew as soon as they are free: sdz, 8:400 first. */
  private void addDisk(String address, String target) throws IOException {
    addDisk(address, serials.get(target).getBytes(StandardCharsets.US_ASCII));
  }

  /** A disk of others. */
  public String addDisk(String address, byte... serial) throws IOException {
    Path device = paths.sys().resolve("bus/scsi/devices").resolve(address);
    if (Files.exists(device)) {
      return address;
    }
    int number = 0;
    while (Files.exists(paths.sys().resolve("class/block").resolve(diskName(number)))) {
      number++;
    }
    String name = diskName(number);
    String dev = "8:" + (400 - number);
    attributeOf(device.resolve("block").resolve(name).resolve("dev"), dev + "\n");
    attributeOf(device.resolve("timeout"), "30\n");
    attributeOf(device.resolve("rescan"), "");
    attributeOf(device.resolve("state"), "running\n");
    Files.write(
        device.resolve("vpd_pg80"),
        ByteBuffer.allocate(4 + serial.length)
            .putInt(0x800000 + serial.length)
            .put(serial)
            .array());
    Path block = paths.sys().resolve("class/block").resolve(name);
    Files.createDirectories(block.resolve("holders"));
    attributeOf(block.resolve("dev"), dev + "\n");
    if (hasDevNodes) {
      attributeOf(paths.dev().resolve(name), "block " + dev);
    }
    return name;
  }

  /** What it was told of a disk's size, in bytes. */
  public void believeSize(String disk, long bytes) throws IOException {
    attributeOf(
        paths.sys().resolve("class/block").resolve(disk).resolve("size"), bytes / 512 + "\n");
  }

  /** From sdz on downwards, then sdaz. */
  private static String diskName(int number) {
    String row = number < 26 ? "" : String.valueOf((char) ('a' + number / 26 - 1));
    return "sd" + row + (char) ('z' - number % 26);
  }

  /** Deletes a disk from under its LUN, as by {@code echo 1 > /sys/block/sdX/device/delete}. */
  public synchronized void deleteDisk(String address) throws IOException {
    Path device = paths.sys().resolve("bus/scsi/devices").resolve(address);
    try (Stream<Path> names = Files.list(device.resolve("block"))) {
      for (Path name : names.toList()) {
        delete(paths.sys().resolve("class/block").resolve(name.getFileName()));
        Files.deleteIfExists(paths.dev().resolve(name.getFileName()));
      }
    }
    delete(device);
  }

  private boolean hasDisk(String address) {
    return Files.exists(paths.sys().resolve("bus/scsi/devices").resolve(address));
  }

  @Override
  public Path linkTarget(Path link) throws IOException {
    return files.linkTarget(link);
  }

  @Override
  public void unlink(Path link) throws IOException {
    note("unlink", link);
    unlinkUnnoted(link);
  }

  private synchronized void unlinkUnnoted(Path link) throws IOException {
    files.unlink(link);
    if (link.startsWith("loopback") && hasDisk(addressOf(link))) {
      lunsOfTargets.merge(link.getName(1).toString(), -1, Integer::sum);
      deleteDisk(addressOf(link));
    }
  }

  /**
   * Somebody removes an object by hand, and what is in it. Refused as by configfs while something
   * is linked to it.
   */
  public synchronized void removeByHand(Path path) throws IOException {
    if (path.startsWith("core") && path.getNameCount() == 3) {
      requireUnlinked(path);
      delete(paths.sys().resolve("class/uio").resolve(uioOf(path)));
    }
    if (isLink(path)) {
      unlinkUnnoted(path);
    } else {
      delete(paths.target().resolve(path));
    }
  }

  private void requireUnlinked(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(paths.target())) {
      for (Path link : all.filter(Files::isSymbolicLink).toList()) {
        if (Files.readSymbolicLink(link).endsWith(path)) {
          throw new IOException(path + ": Device or resource busy");
        }
      }
    }
  }

  private synchronized RingPort openUio(UioLookup.Uio uio) throws IOException {
    note("open", uio.name());
    if (uioBusy) {
      throw new UioBusyException(paths.dev().resolve(uio.name()), new IOException("EBUSY"));
    }
    SimulatedKernel ring = rings.get(uio.name());
    SimulatedKernel opened = ring == null ? SimulatedKernel.small() : ring.reopened();
    rings.put(uio.name(), opened);
    NotedPort port = new NotedPort(opened);
    ports.add(port);
    return port;
  }

  /** Notes when a port is closed. */
  private final class NotedPort implements RingPort {
    private final SimulatedKernel ring;
    private boolean isWaiting; // by this
    private boolean isKilled; // by this

    NotedPort(SimulatedKernel ring) {
      this.ring = ring;
    }

    @Override
    public java.nio.ByteBuffer memory() {
      return ring.memory();
    }

    @Override
    public long address() {
      return ring.address();
    }

    @Override
    public void ring() {
      ring.ring();
    }

    @Override
    public void await() throws IOException {
      setWaiting(true);
      ring.await();
      setWaiting(false);
    }

    private synchronized void setWaiting(boolean waits) throws IOException {
      isWaiting = waits && !isKilled;
      notifyAll();
      if (isKilled) {
        throw new IOException("this process is dead");
      }
    }

    /** Returns when the thread that waits here has noticed. */
    synchronized void kill() {
      isKilled = true;
      while (isWaiting) {
        ring.wake();
        try {
          wait();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    @Override
    public void onNext(Runnable action) {
      ring.onNext(action);
    }

    @Override
    public void wake() {
      ring.wake();
    }

    @Override
    public void close() throws IOException {
      ring.close();
      note("close");
    }
  }

  /** Nodes are plain files here, which any user may make. */
  private final class FakeNodes implements Kernel.DeviceNodes {
    @Override
    public void createBlock(Path path, int major, int minor, int permissions) throws IOException {
      note("mknod", major + ":" + minor);
      Files.writeString(path, "block " + major + ":" + minor);
    }

    @Override
    public Optional<String> blockNumber(Path path) throws IOException {
      if (!Files.isRegularFile(path)) {
        return Optional.empty();
      }
      String content = Files.readString(path);
      return content.startsWith("block ")
          ? Optional.of(content.substring("block ".length()))
          : Optional.empty();
    }
  }
}
