package dev.ringswan.gateway.simulation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A seed from the hash of the commit that is checked out, so that each commit tries what no other has tried. */
final class CommitSeed {
    private static final String REFERENCE = "ref: ";
    private static final int DIGITS = 15;

    private CommitSeed() {}

    /** Reads what git has written; 0 where there is no git, as in an unpacked archive. */
    static long read(Path root) throws IOException {
        Path git = root.resolve(".git");
        if (Files.isRegularFile(git)) { // a work tree: the file says where its own directory is
            git = root.resolve(text(git).substring("gitdir: ".length()));
        }
        if (!Files.isDirectory(git)) {
            return 0;
        }
        String head = text(git.resolve("HEAD"));
        String hash = head.startsWith(REFERENCE) ? resolve(git, head.substring(REFERENCE.length())) : head;
        return hash.length() < DIGITS ? 0 : Long.parseLong(hash.substring(0, DIGITS), 16);
    }

    private static String resolve(Path git, String reference) throws IOException {
        Path common = git.resolve("commondir");
        Path shared = Files.exists(common) ? git.resolve(text(common)) : git;
        Path loose = shared.resolve(reference);
        if (Files.exists(loose)) {
            return text(loose);
        }
        Path packed = shared.resolve("packed-refs");
        if (Files.exists(packed)) {
            for (String line : Files.readAllLines(packed)) {
                if (line.endsWith(" " + reference)) {
                    return line;
                }
            }
        }
        return "";
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }
}
