package io.sluice.systemtests;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.sluice.posix.Fd;
import java.io.FileInputStream;
import java.io.FileReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.JarFile;

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

  private static final SliceAssignment EACH_PACKAGE =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  private static final int MOST_PARAMETERS = 6;

  private static final String[] TRANSPORTS = {"io.sluice.tcmu..", "io.sluice.iscsi.."};

  /** What implements backends, each under the name of its own. */
  private static final String BACKENDS = "io.sluice.backends..";

  /** Formats of images, which several backends read. */
  private static final String[] FORMATS = {
    "io.sluice.backends.qcow2..", "io.sluice.backends.seekable.."
  };

  /** All that a backend is written against. */
  private static final String[] API = {"io.sluice.scsi..", "io.sluice.backend.."};

  /** The part of it that needs OSGi's own API, or a shell's. */
  private static final String[] FOR_OSGI = {
    "io.sluice.backend.osgi..", "io.sluice.backend.shell.."
  };

  @ArchTest
  static final ArchRule shouldGiveABackendAuthorAnApiThatNeedsNothingElse =
      classes()
          .that(resideInAnyPackage(API).and(not(resideInAnyPackage(FOR_OSGI))))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(API)
                  .and(not(resideInAnyPackage(FOR_OSGI)))
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
                  .or(resideInAPackage(BACKENDS)));

  @ArchTest
  static final ArchRule shouldKeepBackendsFreeOfEachOther =
      slices()
          .matching("io.sluice.backends.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(resideInAPackage(BACKENDS), resideInAnyPackage(FORMATS));

  @ArchTest
  static final ArchRule shouldKeepFormatsFreeOfBackends =
      noClasses()
          .that(resideInAnyPackage(FORMATS))
          .should()
          .dependOnClassesThat(resideInAPackage(BACKENDS).and(not(resideInAnyPackage(FORMATS))));

  @ArchTest
  static final ArchRule shouldKeepTheWayOfCommandsFreeOfTheChoiceOfHandlers =
      noClasses()
          .that(resideInAPackage("io.sluice.gateway.internal.path"))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.sluice.gateway.internal", "io.sluice.gateway.internal.binding"));

  @ArchTest
  static final ArchRule shouldKeepTheChoiceOfHandlersFreeOfConfigurations =
      noClasses()
          .that(resideInAPackage("io.sluice.gateway.internal.binding"))
          .should()
          .dependOnClassesThat(resideInAPackage("io.sluice.gateway.internal"));

  /** The API's two rooms know each other: a command has a table of commands. */
  @ArchTest
  static final ArchRule shouldHaveNoImportCircles =
      slices()
          .assignedFrom(EACH_PACKAGE)
          .should()
          .beFreeOfCycles()
          .ignoreDependency(
              resideInAPackage("io.sluice.backend"), resideInAPackage("io.sluice.backend.command"));

  /**
   * What opens a file by its name, whatever is there: a FIFO that somebody has put in its place
   * would be waited in for ever. These read what is the kernel's or the gateway's own, or look
   * before.
   */
  private static final Set<String> READERS =
      Set.of(
          "io.sluice.backend.BoundedFile",
          "io.sluice.backend.osgi.AcceptedFolder",
          "io.sluice.backends.file.DeviceQueue",
          "io.sluice.gateway.internal.deploy.BundleJar",
          "io.sluice.gateway.internal.deploy.BundleSource",
          "io.sluice.gateway.internal.deploy.JarCopies",
          "io.sluice.gateway.internal.deploy.Operator",
          "io.sluice.iscsi.internal.configured.GatewayName",
          "io.sluice.launcher.Base",
          "io.sluice.launcher.DescribedBundles",
          "io.sluice.launcher.InstanceLock",
          "io.sluice.launcher.Machine",
          "io.sluice.posix.internal.MemoryRights",
          "io.sluice.tcmu.internal.kernel.DiskUse",
          "io.sluice.tcmu.internal.kernel.KernelChecks",
          "io.sluice.tcmu.internal.kernel.MountedConfigFs",
          "io.sluice.tcmu.internal.kernel.OpenFiles",
          "io.sluice.tcmu.internal.kernel.ScsiDiskLookup",
          "io.sluice.tcmu.internal.kernel.UioLookup");

  private static final Set<String> READING =
      Set.of(
          "newInputStream",
          "newBufferedReader",
          "readString",
          "readAllBytes",
          "readAllLines",
          "lines");

  @ArchTest
  static final ArchRule shouldReadFilesThatPeopleWriteByWhatLooksAtThemFirst =
      noClasses()
          .that(
              describe(
                  "are not known to",
                  type -> !READERS.contains(type.getName().replaceFirst("\\$.*", ""))))
          .should()
          .callCodeUnitWhere(
              describe(
                  "a file is opened by its name to be read",
                  call ->
                      call.getTargetOwner().isEquivalentTo(Files.class)
                              && READING.contains(call.getTarget().getName())
                          || call.getTargetOwner().isEquivalentTo(FileInputStream.class)
                          || call.getTargetOwner().isEquivalentTo(FileReader.class)
                          || call.getTargetOwner().isEquivalentTo(JarFile.class)
                              && call.getTarget().getName().equals("<init>")));

  @ArchTest
  static final ArchRule shouldKeepBackendsFreeOfTheGateway =
      noClasses()
          .that(resideInAPackage(BACKENDS))
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.sluice.gateway..").or(resideInAnyPackage(TRANSPORTS)));

  @ArchTest
  static final ArchRule shouldKeepTransportsFreeOfBackends =
      noClasses()
          .that(resideInAnyPackage(TRANSPORTS))
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.sluice.gateway.internal..").or(resideInAPackage(BACKENDS)));

  @ArchTest
  static final ArchRule shouldKeepTransportsFreeOfEachOther =
      slices().matching("io.sluice.(tcmu|iscsi)..").should().notDependOnEachOther();

  /**
   * Seven values in a row are told apart by nobody. What a module makes alone, and gives out, it
   * may make as it likes.
   */
  @ArchTest
  static final ArchRule shouldNotAskForManyValuesByTheirPlaceInWhatIsExported =
      constructors()
          .that()
          .arePublic()
          .and(describe("are of exported types", LayersTest::isExported))
          .should(haveFewParametersOrABuilder());

  private static boolean isExported(JavaConstructor made) {
    JavaClass type = made.getOwner();
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getPackage().isAnnotatedWith("org.osgi.annotation.bundle.Export");
  }

  private static String moduleOf(JavaClass type) {
    return type.getSource().orElseThrow().getUri().toString().split("/target/", 2)[0];
  }

  private static ArchCondition<JavaConstructor> haveFewParametersOrABuilder() {
    return new ArchCondition<>("have at most " + MOST_PARAMETERS + " parameters, or a builder") {
      @Override
      public void check(JavaConstructor made, ConditionEvents events) {
        boolean isLong = made.getRawParameterTypes().size() > MOST_PARAMETERS;
        boolean hasBuilder =
            made.getOwner().getMethods().stream()
                .anyMatch(method -> method.getName().equals("builder"));
        boolean isMadeByOthers =
            made.getCallsOfSelf().stream()
                .map(call -> moduleOf(call.getOriginOwner()))
                .anyMatch(module -> !module.equals(moduleOf(made.getOwner())));
        if (isLong && !hasBuilder && isMadeByOthers) {
          events.add(SimpleConditionEvent.violated(made, made.getFullName()));
        }
      }
    };
  }

  /** What a person has named may be a FIFO, in which a plain open would wait for ever. */
  @ArchTest
  static final ArchRule shouldOpenImagesOnlyAsWhatCanBeAnImage =
      noClasses()
          .that(resideInAPackage(BACKENDS))
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
                  .or(resideInAPackage(BACKENDS)));
}
