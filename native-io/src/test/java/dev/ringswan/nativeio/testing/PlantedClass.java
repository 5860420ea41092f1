package dev.ringswan.nativeio.testing;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A class file that breaks a rule, written for the moment: what it refers to need not exist, and javac need not agree.
 * An architecture rule that has not been seen to fail proves nothing.
 */
public final class PlantedClass {
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

    private PlantedClass() {}

    /** A class with one field of type {@code used}. */
    public static JavaClasses using(String name, String used) {
        return imported(List.of(of(name, type -> type.withField("field", ClassDesc.of(used), 0))));
    }

    /** Two classes, each with a field of the other's type. */
    public static JavaClasses usingEachOther(String left, String right) {
        return imported(List.of(
                of(left, type -> type.withField("field", ClassDesc.of(right), 0)),
                of(right, type -> type.withField("field", ClassDesc.of(left), 0))));
    }

    /** A class with a method that calls the static method {@code owner.method()}. */
    public static JavaClasses calling(String name, String owner, String method) {
        return imported(List.of(of(
                name,
                type -> type.withMethodBody(
                        "run",
                        NOTHING,
                        ClassFile.ACC_STATIC,
                        code -> code.invokestatic(ClassDesc.of(owner), method, NOTHING)
                                .return_()))));
    }

    /** A class with a method that calls {@code new created()}. */
    public static JavaClasses creating(String name, String created) {
        return imported(List.of(of(
                name,
                type -> type.withMethodBody(
                        "run",
                        NOTHING,
                        ClassFile.ACC_STATIC,
                        code -> code.new_(ClassDesc.of(created))
                                .dup()
                                .invokespecial(ClassDesc.of(created), ConstantDescs.INIT_NAME, NOTHING)
                                .pop()
                                .return_()))));
    }

    private static byte[] of(String name, Consumer<ClassBuilder> body) {
        return ClassFile.of().build(ClassDesc.of(name), body);
    }

    private static JavaClasses imported(List<byte[]> classes) {
        try {
            Path directory = Files.createTempDirectory("planted");
            try {
                for (int i = 0; i < classes.size(); i++) {
                    Files.write(directory.resolve(i + ".class"), classes.get(i));
                }
                return new ClassFileImporter().importPath(directory);
            } finally {
                for (int i = 0; i < classes.size(); i++) {
                    Files.deleteIfExists(directory.resolve(i + ".class"));
                }
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
