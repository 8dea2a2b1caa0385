package io.sluice.gateway.internal.configuration;

import io.sluice.backend.HandlerProperties;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.gateway.configuration.BackendSchema;
import io.sluice.gateway.configuration.ConfigurationKey;
import io.sluice.gateway.configuration.ConfigurationSchema;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/**
 * Schemas from the Metatype service (OSGi Compendium 105), of the bundles that are active; which of
 * them are backends' is told by the descriptions of components (OSGi Compendium 112).
 */
@Component(service = ConfigurationSchemas.class)
public final class MetatypeSchemas implements ConfigurationSchemas {
  /** What the factory PIDs of our own backends begin with; their kind follows. */
  private static final String PREFIX = "io.sluice.backend.";

  private final BundleContext context;
  private final MetaTypeService metatype;
  private final ServiceComponentRuntime components;

  @Activate
  public MetatypeSchemas(
      BundleContext context,
      @Reference MetaTypeService metatype,
      @Reference ServiceComponentRuntime components) {
    this.context = context;
    this.metatype = metatype;
    this.components = components;
  }

  @Override
  public Optional<ConfigurationSchema> of(String factoryPid) {
    return bundles()
        .filter(bundle -> factoryPids(bundle).anyMatch(factoryPid::equals))
        .reduce((older, newer) -> newer)
        .map(bundle -> schema(bundle, factoryPid));
  }

  /** Those that are active, the newest version last. */
  private Stream<Bundle> bundles() {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0)
        .sorted(Comparator.comparing(Bundle::getVersion));
  }

  @Override
  public List<BackendSchema> backends() {
    TreeMap<String, BackendSchema> backends = new TreeMap<>();
    bundles().forEach(bundle -> addCalledLikeOurs(bundle, backends));
    handlers().forEach(handler -> addOfHandler(handler, backends));
    components.getComponentDescriptionDTOs().stream()
        .filter(component -> component.properties.get(HandlerProperties.BACKEND) != null)
        .sorted(Comparator.comparing(component -> Version.parseVersion(component.bundle.version)))
        .forEach(component -> addOfComponent(component, backends));
    return List.copyOf(backends.values());
  }

  private void addCalledLikeOurs(Bundle bundle, Map<String, BackendSchema> backends) {
    factoryPids(bundle)
        .filter(pid -> pid.startsWith(PREFIX))
        .forEach(pid -> put(pid.substring(PREFIX.length()), schema(bundle, pid), backends));
  }

  private Stream<ServiceReference<?>> handlers() {
    try {
      ServiceReference<?>[] all =
          context.getAllServiceReferences(ScsiCmdHandler.class.getName(), null);
      return all == null ? Stream.empty() : Arrays.stream(all);
    } catch (InvalidSyntaxException e) {
      throw new AssertionError(e); // there is no filter
    }
  }

  /** A backend whose component does not tell: its handlers do, once there is one. */
  private void addOfHandler(ServiceReference<?> handler, Map<String, BackendSchema> backends) {
    Bundle bundle = handler.getBundle();
    if (bundle == null
        || !(handler.getProperty(HandlerProperties.BACKEND) instanceof String kind)) {
      return;
    }
    List<String> pids = factoryPids(bundle).toList();
    if (pids.size() == 1) {
      put(kind, schema(bundle, pids.get(0)), backends);
    }
  }

  private void addOfComponent(
      ComponentDescriptionDTO component, Map<String, BackendSchema> backends) {
    Bundle bundle = context.getBundle(component.bundle.id);
    if (bundle != null && component.configurationPid.length == 1) {
      String pid = component.configurationPid[0];
      boolean isDescribed = factoryPids(bundle).anyMatch(pid::equals);
      ConfigurationSchema schema = isDescribed ? schema(bundle, pid) : undescribed(bundle, pid);
      put(component.properties.get(HandlerProperties.BACKEND).toString(), schema, backends);
    }
  }

  private static void put(
      String kind, ConfigurationSchema schema, Map<String, BackendSchema> backends) {
    backends.put(kind, new BackendSchema(kind, schema));
  }

  private static ConfigurationSchema undescribed(Bundle bundle, String pid) {
    return new ConfigurationSchema(
        pid, "A handler of " + pid, "(its bundle describes no keys)", nameOf(bundle), List.of());
  }

  private static String nameOf(Bundle bundle) {
    return bundle.getSymbolicName() + " " + bundle.getVersion();
  }

  private Stream<String> factoryPids(Bundle bundle) {
    return Arrays.stream(metatype.getMetaTypeInformation(bundle).getFactoryPids());
  }

  private ConfigurationSchema schema(Bundle bundle, String pid) {
    ObjectClassDefinition definition =
        metatype.getMetaTypeInformation(bundle).getObjectClassDefinition(pid, null);
    List<ConfigurationKey> keys = new ArrayList<>();
    add(definition, ObjectClassDefinition.REQUIRED, keys);
    add(definition, ObjectClassDefinition.OPTIONAL, keys);
    return new ConfigurationSchema(
        pid, definition.getName(), textOf(definition.getDescription()), nameOf(bundle), keys);
  }

  private static void add(
      ObjectClassDefinition definition, int filter, List<ConfigurationKey> keys) {
    AttributeDefinition[] attributes = definition.getAttributeDefinitions(filter);
    if (attributes != null) {
      for (AttributeDefinition attribute : attributes) {
        keys.add(key(attribute, filter == ObjectClassDefinition.REQUIRED));
      }
    }
  }

  private static ConfigurationKey key(AttributeDefinition attribute, boolean required) {
    Optional<String> otherwise =
        Optional.ofNullable(attribute.getDefaultValue()).map(values -> String.join(", ", values));
    return new ConfigurationKey(
        attribute.getID(),
        type(attribute),
        otherwise.filter(value -> !value.isEmpty()),
        required && otherwise.isEmpty(), // annotations make all keys required, also with a default
        textOf(attribute.getDescription()),
        value -> problem(attribute, value));
  }

  /** Felix marks its messages for translation with a percent sign. */
  private static String problem(AttributeDefinition attribute, String value) {
    String message = type(attribute).equals(ConfigurationKey.TEXT) ? "" : attribute.validate(value);
    return textOf(message).replace("%", "");
  }

  private static String type(AttributeDefinition attribute) {
    if (attribute.getOptionValues() != null && attribute.getOptionValues().length > 0) {
      return String.join(", ", attribute.getOptionValues());
    }
    return switch (attribute.getType()) {
      case AttributeDefinition.BOOLEAN -> ConfigurationKey.FLAG;
      case AttributeDefinition.INTEGER,
          AttributeDefinition.LONG,
          AttributeDefinition.SHORT,
          AttributeDefinition.BYTE ->
          ConfigurationKey.NUMBER;
      default -> ConfigurationKey.TEXT;
    };
  }

  private static String textOf(String description) {
    return description == null ? "" : description;
  }
}
