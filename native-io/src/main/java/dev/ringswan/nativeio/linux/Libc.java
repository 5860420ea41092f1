package dev.ringswan.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The system calls of this package. Each returns what the C function returns, or the negated errno where that returns −1.
 *
 * <p>Pointers are passed as {@code long}, which costs nothing; whoever calls keeps the memory reachable. No call is linked
 * as critical: a collection would wait for it. The handles are constants, so that a call compiles to a call. Until the
 * caller is compiled by C2, the JDK slices the errno segment anew for each call, which allocates 40 bytes per call.
 *
 * <p><em>Threading:</em> any thread, each with an errno segment of its own ({@link #errnoSegment}).
 */
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = MethodHandles.insertCoordinates(
            ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno")), 1, 0L);

    private static final MethodHandle SOCKET =
            downcall("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND =
            downcall("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CONNECT =
            downcall("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle GETSOCKNAME =
            downcall("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SETSOCKOPT =
            downcall("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle GETSOCKOPT =
            downcall("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle RECVMMSG =
            downcall("recvmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle SENDMMSG =
            downcall("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
    private static final MethodHandle OPEN =
            downcall("open", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle READ =
            downcall("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle WRITE =
            downcall("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle WRITEV =
            downcall("writev", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOSE = downcall("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle IOCTL = downcall(
            "ioctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle POLL =
            downcall("poll", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle EVENTFD =
            downcall("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SENDTO = downcall(
            "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECVFROM = downcall(
            "recvfrom",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle MMAP = downcall(
            "mmap", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP =
            downcall("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SYSCALL = downcall(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle SCHED_SETAFFINITY =
            downcall("sched_setaffinity", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));

    private Libc() {}

    /** Memory in which a call leaves its errno: one per thread and port, since a call on another thread overwrites it. */
    static MemorySegment errnoSegment() {
        return Arena.ofAuto().allocate(ERRNO_LAYOUT);
    }

    static int socket(MemorySegment errno, int domain, int type, int protocol) {
        try {
            return result((int) SOCKET.invokeExact(errno, domain, type, protocol), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int bind(MemorySegment errno, int fd, long address, int addressLength) {
        try {
            return result((int) BIND.invokeExact(errno, fd, address, addressLength), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int connect(MemorySegment errno, int fd, long address, int addressLength) {
        try {
            return result((int) CONNECT.invokeExact(errno, fd, address, addressLength), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int getsockname(MemorySegment errno, int fd, long address, long addressLength) {
        try {
            return result((int) GETSOCKNAME.invokeExact(errno, fd, address, addressLength), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int setsockopt(MemorySegment errno, int fd, int level, int option, long value, int valueLength) {
        try {
            return result((int) SETSOCKOPT.invokeExact(errno, fd, level, option, value, valueLength), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int getsockopt(MemorySegment errno, int fd, int level, int option, long value, long valueLength) {
        try {
            return result((int) GETSOCKOPT.invokeExact(errno, fd, level, option, value, valueLength), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** Receives up to {@code count} messages; never with a time-out. */
    static int recvmmsg(MemorySegment errno, int fd, long headers, int count, int flags) {
        try {
            return result((int) RECVMMSG.invokeExact(errno, fd, headers, count, flags, 0L), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int sendmmsg(MemorySegment errno, int fd, long headers, int count, int flags) {
        try {
            return result((int) SENDMMSG.invokeExact(errno, fd, headers, count, flags), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int open(MemorySegment errno, long path, int flags) {
        try {
            return result((int) OPEN.invokeExact(errno, path, flags), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** At most 2 GiB. */
    static int read(MemorySegment errno, int fd, long buffer, int length) {
        try {
            return result((int) (long) READ.invokeExact(errno, fd, buffer, (long) length), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** At most 2 GiB. */
    static int write(MemorySegment errno, int fd, long buffer, int length) {
        try {
            return result((int) (long) WRITE.invokeExact(errno, fd, buffer, (long) length), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** Writes {@code count} pieces as one; at most 2 GiB. */
    static int writev(MemorySegment errno, int fd, long iovecs, int count) {
        try {
            return result((int) (long) WRITEV.invokeExact(errno, fd, iovecs, count), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int close(MemorySegment errno, int fd) {
        try {
            return result((int) CLOSE.invokeExact(errno, fd), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int ioctl(MemorySegment errno, int fd, long request, long argument) {
        try {
            return result((int) IOCTL.invokeExact(errno, fd, request, argument), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int poll(MemorySegment errno, long fds, int count, int timeoutMs) {
        try {
            return result((int) POLL.invokeExact(errno, fds, (long) count, timeoutMs), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int eventfd(MemorySegment errno, int value, int flags) {
        try {
            return result((int) EVENTFD.invokeExact(errno, value, flags), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int schedSetaffinity(MemorySegment errno, int thread, long maskLength, long mask) {
        try {
            return result((int) SCHED_SETAFFINITY.invokeExact(errno, thread, maskLength, mask), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** Sends nothing to nowhere, which tells an AF_XDP socket to send what lies in its ring. */
    static int sendto(MemorySegment errno, int fd, int flags) {
        try {
            return result((int) (long) SENDTO.invokeExact(errno, fd, 0L, 0L, flags, 0L, 0), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** Receives nothing, which tells the driver behind an AF_XDP socket to look at its queue. */
    static int recvfrom(MemorySegment errno, int fd, int flags) {
        try {
            return result((int) (long) RECVFROM.invokeExact(errno, fd, 0L, 0L, flags, 0L, 0L), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** Maps memory to read and write, wherever there is room. Returns its address, or the negated errno. */
    static long mmap(MemorySegment errno, long length, int flags, int fd, long offset) {
        int protection = LinuxConstants.PROT_READ | LinuxConstants.PROT_WRITE;
        try {
            long address = (long) MMAP.invokeExact(errno, 0L, length, protection, flags, fd, offset);
            return address == -1 ? -(int) ERRNO.get(errno) : address;
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int munmap(MemorySegment errno, long address, long length) {
        try {
            return result((int) MUNMAP.invokeExact(errno, address, length), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** A system call without a function of its own; its number differs between processors. */
    static int syscall(MemorySegment errno, long number, long first, long second, long third) {
        try {
            return result((int) (long) SYSCALL.invokeExact(errno, number, first, second, third), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** The negated errno for −1. */
    static int result(int returned, MemorySegment errno) {
        return returned == -1 ? -(int) ERRNO.get(errno) : returned;
    }

    /** A handle called with the wrong types, or memory that was closed: a bug in this package. */
    static IllegalStateException impossible(Throwable t) {
        return new IllegalStateException("a system call could not be made", t);
    }

    /** A handle for a function of libc whose first argument is the errno segment. */
    @SuppressWarnings("restricted") // The border to C: the one place of this package where methods are linked.
    static MethodHandle downcall(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        all[0] = CAPTURE_ERRNO;
        System.arraycopy(options, 0, all, 1, options.length);
        MemorySegment function = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new IllegalStateException("libc has no function " + name));
        return LINKER.downcallHandle(function, type, all);
    }
}
