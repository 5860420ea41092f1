package dev.ringswan.gateway.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * The listening end of the control socket. Its file has mode 0600, its directory is made with mode 0700, and each peer's user
 * is asked of the kernel as well: a file that was handed around helps nobody.
 *
 * <p>The file is made under another name and moved to its place when it has its mode. So nobody finds it open wide, and what
 * a dead daemon left is replaced at once.
 */
final class ControlSocket implements AutoCloseable {
    private final Path path;
    private final ServerSocketChannel channel;
    private final UserPrincipal owner;
    private final @Nullable UserPrincipal root;
    private final @Nullable Object fileKey;

    /**
     * Listens.
     *
     * @throws IllegalStateException when it cannot; says why, and the cure
     */
    ControlSocket(Path path) {
        this.path = path;
        refuseInUse(path);
        Path made = path.resolveSibling(
                path.getFileName() + ".new" + ProcessHandle.current().pid());
        try {
            makeDirectory(path);
            Files.deleteIfExists(made);
            channel = listen(made);
        } catch (IOException | IllegalArgumentException e) {
            throw cannotListen(path, e);
        }
        try {
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            owner = Files.getOwner(made);
            root = root(path);
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            fileKey = fileKey(path);
        } catch (IOException e) {
            closeAfter(e);
            throw cannotListen(path, e);
        }
    }

    private static ServerSocketChannel listen(Path made) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            return channel.bind(UnixDomainSocketAddress.of(made));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void closeAfter(IOException failure) {
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static IllegalStateException cannotListen(Path path, Exception cause) {
        return new IllegalStateException(
                "the control socket " + path + " cannot be made (" + cause
                        + "): name a place for it that this user may write to, by gateway.control_socket or --socket",
                cause);
    }

    private static void makeDirectory(Path path) throws IOException {
        Path directory = path.getParent();
        if (directory != null && !Files.exists(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** A socket that answers is somebody's; what is no socket is not ours to replace. */
    private static void refuseInUse(Path path) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther()) {
                throw new IllegalStateException(
                        path + " is no socket: remove it, or choose another place by gateway.control_socket");
            }
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
        } catch (IOException | IllegalArgumentException _) {
            return; // nobody listens: its daemon is dead
        }
        throw new IllegalStateException(
                "a gateway listens at " + path + " already: end it with 'ringswan stop --socket " + path
                        + "', or give this one another place by gateway.control_socket or --socket");
    }

    private static @Nullable UserPrincipal root(Path path) {
        try {
            return path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("root");
        } catch (IOException _) {
            return null; // a container may know no such user
        }
    }

    private static @Nullable Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    Path path() {
        return path;
    }

    /** The next client, if one is there. It does not block. */
    Optional<SocketChannel> accept() throws IOException {
        SocketChannel client = channel.accept();
        if (client != null) {
            client.configureBlocking(false);
        }
        return Optional.ofNullable(client);
    }

    /** The user at the other end, if it is neither our own nor root; empty when it may give commands. */
    Optional<String> stranger(SocketChannel client) throws IOException {
        UserPrincipal user = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        return user.equals(owner) || user.equals(root) ? Optional.empty() : Optional.of(user.getName());
    }

    /** Takes the file away, unless another has taken its place. */
    @Override
    public void close() {
        try {
            channel.close();
            if (Files.exists(path) && Objects.equals(fileKey, fileKey(path))) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the control socket " + path + " cannot be removed: " + e.getMessage(), e);
        }
    }
}
