package io.sluice.gateway.internal.deploy;

import io.sluice.backend.BoundedFile;
import io.sluice.gateway.internal.state.FileStamp;
import java.io.IOException;
import java.util.Optional;

/** Says of each file that has settled which bundle it is, or why it can't be used. */
final class JarJudge {
  private final JarCopies copies;
  private final AllowList allowList;
  private Optional<FileStamp> allowedAsOf;

  JarJudge(JarCopies copies, AllowList allowList) {
    this.copies = copies;
    this.allowList = allowList;
    allowedAsOf = allowList.stamp();
  }

  /** Judges what was not judged yet. */
  void look(WatchedFolder folder) {
    Optional<FileStamp> asOf = allowList.stamp();
    if (!asOf.equals(allowedAsOf)) {
      allowedAsOf = asOf;
      folder.files().stream().filter(file -> file.problem().isPresent()).forEach(DropFile::forget);
    }
    for (DropFile file : folder.files()) {
      if (folder.isSettled(file) && !file.isJudged()) {
        judge(file, folder.isPatienceAtEnd(file));
      }
    }
  }

  private void judge(DropFile file, boolean patienceAtEnd) {
    try {
      Optional<String> strange = BoundedFile.objection(file.path());
      if (strange.isPresent()) { // a FIFO would be read for ever
        throw new DeployProblem("it " + strange.get());
      }
      Optional<String> objection = WriteAccess.objectionToJar(file.path());
      if (objection.isPresent()) {
        throw new DeployProblem(objection.get());
      }
      BundleJar jar = copies.copy(file.path());
      if (!file.stamp().equals(Optional.of(FileStamp.of(file.path())))) {
        return; // it was written meanwhile; the next scan sees that too
      }
      requireAllowed(jar);
      file.judgeGood(jar);
    } catch (DeployProblem e) {
      if (e.retry() != DeployProblem.Retry.WHEN_WHOLE || patienceAtEnd) {
        file.judgeBad(e);
      }
    } catch (IOException e) {
      file.judgeBad(new DeployProblem("it can't be read: " + e));
    }
  }

  /** Tells whether the administrator lets a jar be used. */
  void requireAllowed(BundleJar jar) throws DeployProblem {
    allowList.require(jar);
  }
}
