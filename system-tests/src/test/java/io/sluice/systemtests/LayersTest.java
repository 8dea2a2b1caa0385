package io.sluice.systemtests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.sluice.posix.Fd;
import java.nio.file.Path;

/** Who may know whom. */
@AnalyzeClasses(
    packages = "io.sluice",
    importOptions = {DoNotIncludeTests.class, LayersTest.NoTestJars.class})
class LayersTest {
  /** Leaves out the contract tests that backend-api publishes. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String[] API = {
    "io.sluice.scsi..",
    "io.sluice.backend",
    "io.sluice.backend.command..",
    "io.sluice.backend.layer.."
  };
  private static final String[] TRANSPORTS = {"io.sluice.tcmu..", "io.sluice.iscsi.."};
  private static final String[] BACKENDS = {
    "io.sluice.backend.fault..",
    "io.sluice.backend.file..",
    "io.sluice.backend.http..",
    "io.sluice.backend.image..",
    "io.sluice.backend.memory..",
    "io.sluice.backend.overlay.."
  };

  @ArchTest
  static final ArchRule shouldGiveABackendAuthorAnApiThatNeedsNothingElse =
      classes()
          .that(resideInAnyPackage(API))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(API)
                  .or(resideInAnyPackage("java..", "org.slf4j..", "org.osgi.annotation..")));

  @ArchTest
  static final ArchRule shouldKnowJnaInPosixAlone =
      noClasses()
          .that(not(resideInAPackage("io.sluice.posix..")))
          .should()
          .dependOnClassesThat(resideInAPackage("com.sun.jna.."));

  @ArchTest
  static final ArchRule shouldKeepTheGatewayFreeOfTransportsAndBackends =
      noClasses()
          .that(resideInAPackage("io.sluice.gateway.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(TRANSPORTS)
                  .or(resideInAnyPackage("io.sluice.posix..", "io.sluice.shell.."))
                  .or(resideInAnyPackage(BACKENDS)));

  @ArchTest
  static final ArchRule shouldKeepBackendsFreeOfEachOther =
      slices()
          .matching("io.sluice.backend.(fault|file|http|image|memory|overlay)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule shouldKeepBackendsFreeOfTheGateway =
      noClasses()
          .that(resideInAnyPackage(BACKENDS))
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.sluice.gateway..").or(resideInAnyPackage(TRANSPORTS)));

  @ArchTest
  static final ArchRule shouldKeepTransportsFreeOfBackends =
      noClasses()
          .that(resideInAnyPackage(TRANSPORTS))
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.sluice.gateway.internal..").or(resideInAnyPackage(BACKENDS)));

  @ArchTest
  static final ArchRule shouldKeepTransportsFreeOfEachOther =
      slices().matching("io.sluice.(tcmu|iscsi)..").should().notDependOnEachOther();

  /** What a person has named may be a FIFO, in which a plain open would wait for ever. */
  @ArchTest
  static final ArchRule shouldOpenImagesOnlyAsWhatCanBeAnImage =
      noClasses()
          .that(resideInAPackage("io.sluice.backend.."))
          .should()
          .callMethod(Fd.class, "open", Path.class, int.class);

  @ArchTest
  static final ArchRule shouldKeepPosixAtTheBottom =
      noClasses()
          .that(resideInAPackage("io.sluice.posix.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.sluice.gateway..", "io.sluice.scsi..")
                  .or(resideInAnyPackage(TRANSPORTS))
                  .or(resideInAnyPackage(BACKENDS)));
}
