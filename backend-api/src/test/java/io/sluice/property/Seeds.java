package io.sluice.property;

import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The first case of a property: of another seed in each run, unless one is asked for. */
final class Seeds implements ArgumentsProvider {
  @Override
  public Stream<Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    Long asked = Long.getLong("sluice.property.seed");
    long seed = asked == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : asked;
    return Stream.of(Arguments.of(Any.seeded(seed)));
  }
}
