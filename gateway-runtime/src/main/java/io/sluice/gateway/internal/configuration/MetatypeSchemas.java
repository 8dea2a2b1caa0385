package io.sluice.gateway.internal.configuration;

import io.sluice.gateway.configuration.ConfigurationKey;
import io.sluice.gateway.configuration.ConfigurationSchema;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Schemas from the Metatype service (OSGi Compendium 105), of the bundles that are active. */
@Component(service = ConfigurationSchemas.class)
public final class MetatypeSchemas implements ConfigurationSchemas {
  private final BundleContext context;
  private final MetaTypeService metatype;

  @Activate
  public MetatypeSchemas(BundleContext context, @Reference MetaTypeService metatype) {
    this.context = context;
    this.metatype = metatype;
  }

  @Override
  public Optional<ConfigurationSchema> of(String factoryPid) {
    return startingWith(factoryPid).stream()
        .filter(schema -> schema.factoryPid().equals(factoryPid))
        .findFirst();
  }

  @Override
  public List<ConfigurationSchema> startingWith(String prefix) {
    TreeMap<String, ConfigurationSchema> schemas = new TreeMap<>();
    Arrays.stream(context.getBundles())
        .filter(bundle -> (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0)
        .sorted(Comparator.comparing(Bundle::getVersion))
        .forEach(
            bundle ->
                factoryPids(bundle)
                    .filter(pid -> pid.startsWith(prefix))
                    .forEach(pid -> schemas.put(pid, schema(bundle, pid))));
    return List.copyOf(schemas.values());
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
        pid,
        definition.getName(),
        textOf(definition.getDescription()),
        bundle.getSymbolicName() + " " + bundle.getVersion(),
        keys);
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
    String[] otherwise = attribute.getDefaultValue();
    return new ConfigurationKey(
        attribute.getID(),
        type(attribute),
        Optional.ofNullable(otherwise)
            .map(values -> String.join(", ", values))
            .filter(value -> !value.isEmpty()),
        required,
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
