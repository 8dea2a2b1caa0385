package io.sluice.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChapTest {
  @TempDir Path folder;

  private Path file(String content, String mode) throws IOException {
    Path file = folder.resolve("secrets");
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "MD5, c3e6447f796b17f307e21eb654766665",
    "SHA_256, 8dfb5acd941e7b5ddbca02264cb75e77b1a56f4bac34cd3eafa8c0a009065304",
    "SHA3_256, 20ca47d3877ac2610e0ec0d12637bdb22db8d75a3f3bec656e9454405caaa9b8"
  })
  void shouldRespondAsEverybodyDoes(ChapAlgorithm algorithm, String response)
      throws LoginException {
    byte[] challenge = BinaryValue.parse("0x000102030405060708090a0b0c0d0e0f", 1024);
    assertArrayEquals(
        BinaryValue.parse("0x" + response, 1024),
        algorithm.response(0x27, "a secret of 20 bytes", challenge));
  }

  @Test
  void shouldChooseTheFirstAlgorithmOfTheInitiatorThatItHas() {
    assertEquals(Optional.of(ChapAlgorithm.MD5), ChapAlgorithm.choose("6,5,7"));
    assertEquals(Optional.of(ChapAlgorithm.SHA3_256), ChapAlgorithm.choose("8,5"));
    assertEquals(Optional.empty(), ChapAlgorithm.choose("6"));
  }

  @Test
  void shouldReadSecretsOfTheirOwnerAlone() throws IOException {
    String content = "# who\ninitiator alice secret-of-alice\n\ntarget us  secret-of-ours\n";
    ChapSecrets secrets = ChapSecrets.read(file(content, "rw-------"));
    assertEquals(Optional.of("secret-of-alice"), secrets.secretOf("alice"));
    assertEquals("us", secrets.own().orElseThrow().name());
    assertFalse(secrets.toString().contains("secret"));
    IOException refusal =
        assertThrows(IOException.class, () -> ChapSecrets.read(file(content, "rw-r-----")));
    assertTrue(refusal.getMessage().contains("chmod 600"));
    assertFalse(refusal.getMessage().contains("secret-of"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "initiator alice short",
        "initiator alice",
        "alice secret-of-alice",
        "initiator alice secret-of-alice\ninitiator alice secret-of-alice2",
        "initiator alice secret-of-alice\ntarget us secret-of-alice",
        "initiator a secret-of-alice\ntarget u secret-of-ours\ntarget v secret-of-ours"
      })
  void shouldRefuseSecretsThatAreWrongWithoutTellingThem(String content) throws IOException {
    Path file = file(content, "rw-------");
    IOException refusal = assertThrows(IOException.class, () -> ChapSecrets.read(file));
    assertFalse(refusal.getMessage().contains("secret-of"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x", "0xzz", "0b!", "12", "", "0b"})
  void shouldRefuseMalformedBinaries(String text) {
    assertThrows(LoginException.class, () -> BinaryValue.parse(text, 1024));
  }
}
