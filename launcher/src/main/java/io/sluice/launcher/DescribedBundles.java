package io.sluice.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What jars say of the configurations that they read: Metatype and Declarative Services. */
final class DescribedBundles {
  private static final long MOST_BYTES = 1 << 20;
  private static final int MOST_ENTRIES = 1000;
  private static final String TRANSPORT = "Sluice-Transport";

  private final Map<String, DescribedKeys> described = new HashMap<>();
  private final Set<String> read = new HashSet<>();
  private final Set<String> transports = new HashSet<>();
  private final Set<String> ofMany = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  /** Looks into all jars of some folders and of those in them. */
  static DescribedBundles in(Path... folders) throws IOException {
    DescribedBundles bundles = new DescribedBundles();
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder, 2)) {
          for (Path file : (Iterable<Path>) files.sorted()::iterator) {
            if (file.toString().endsWith(".jar") && Files.isRegularFile(file)) {
              bundles.look(file);
            }
          }
        }
      }
    }
    return bundles;
  }

  /** Whether there can be many files of this kind, each with a name of its own. */
  boolean isOfMany(String pid) {
    return ofMany.contains(pid);
  }

  private void look(Path file) {
    try (JarFile jar = new JarFile(file.toFile())) {
      look(jar.getManifest());
      List<JarEntry> entries =
          jar.stream()
              .filter(entry -> entry.getName().matches("OSGI-INF/(metatype/)?[^/]+\\.xml"))
              .limit(MOST_ENTRIES)
              .toList();
      for (JarEntry entry : entries) {
        try (InputStream in = jar.getInputStream(entry)) {
          look(parse(in.readNBytes((int) MOST_BYTES)));
        }
      }
    } catch (IOException | SAXException | ParserConfigurationException e) {
      problems.add(file + " can't be looked into: " + e.getMessage());
    }
  }

  /** As in {@code Sluice-Transport: tcmu;default=true}. */
  private void look(Manifest manifest) {
    String header = manifest == null ? null : manifest.getMainAttributes().getValue(TRANSPORT);
    if (header != null) {
      Arrays.stream(header.split(",", -1))
          .map(transport -> transport.split(";", 2)[0].strip())
          .filter(name -> !name.isEmpty())
          .forEach(transports::add);
    }
  }

  /** No entity of another file is taken in. */
  private static Document parse(byte[] text)
      throws ParserConfigurationException, SAXException, IOException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(text));
  }

  private void look(Document document) {
    for (String pids : attributes(document, "component", "configuration-pid")) {
      read.addAll(List.of(pids.trim().split("\\s+")));
    }
    Map<String, DescribedKeys> kinds = new HashMap<>();
    for (Element kind : elements(document.getDocumentElement(), "OCD")) {
      kinds.put(kind.getAttribute("id"), keys(kind));
    }
    for (Element designate : elements(document.getDocumentElement(), "Designate")) {
      String factory = designate.getAttribute("factoryPid");
      String pid = factory.isEmpty() ? designate.getAttribute("pid") : factory;
      if (!factory.isEmpty()) {
        ofMany.add(factory);
      }
      for (Element object : elements(designate, "Object")) {
        DescribedKeys keys = kinds.get(object.getAttribute("ocdref"));
        if (keys != null) {
          described.put(pid, keys);
          read.add(pid);
        }
      }
    }
  }

  private static DescribedKeys keys(Element kind) {
    Map<String, DescribedKeys.Key> keys = new HashMap<>();
    for (Element key : elements(kind, "AD")) {
      boolean missable =
          key.getAttribute("required").equals("false") || key.hasAttribute("default");
      keys.put(
          key.getAttribute("id"),
          new DescribedKeys.Key(
              key.getAttribute("type"),
              key.getAttribute("min"),
              key.getAttribute("max"),
              elements(key, "Option").stream().map(each -> each.getAttribute("value")).toList(),
              missable));
    }
    return new DescribedKeys(keys);
  }

  private static List<String> attributes(Document document, String element, String attribute) {
    Element root = document.getDocumentElement();
    List<Element> all = new ArrayList<>(elements(root, element));
    if (element.equals(root.getLocalName())) {
      all.add(root);
    }
    return all.stream()
        .map(each -> each.getAttribute(attribute))
        .filter(text -> !text.isBlank())
        .toList();
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList found = parent.getElementsByTagNameNS("*", name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  /** The keys of the configurations of a PID or factory PID, where a jar describes them. */
  Optional<DescribedKeys> keysOf(String pid) {
    return Optional.ofNullable(described.get(pid));
  }

  /** The PIDs that there is something for. */
  Set<String> pids() {
    return Set.copyOf(read);
  }

  /** The transports whose bundles say that they are. */
  Set<String> transports() {
    return new TreeSet<>(transports);
  }

  /** Jars that can't be looked into. */
  List<String> problems() {
    return List.copyOf(problems);
  }
}
