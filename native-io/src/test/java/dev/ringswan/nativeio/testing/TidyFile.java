package dev.ringswan.nativeio.testing;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/** The rules for one source file. Violations are appended to the list that the constructor takes. */
final class TidyFile extends TreePathScanner<@Nullable Void, @Nullable Void> {
    static final int FILE_LINES_MAX = 400;
    static final int METHOD_LINES_MAX = 60;

    /** Unfinished work. Written in two halves so that this file passes its own check. */
    private static final Pattern MARKS =
            Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|(?i)\\bnot (yet )?" + "implemented\\b");

    /** Words that design.md §10 replaces by better ones, and words that say nothing. */
    private static final Set<String> BANNED_WORDS = Set.of(
            "Session",
            "Manager",
            "Handle",
            "Frame",
            "Shard",
            "Handshake",
            "Renegotiation",
            "Trap",
            "Acl",
            "Dpd",
            "Helper",
            "Helpers",
            "Util",
            "Utils",
            "Impl",
            "Misc");

    private static final Set<String> TEST_ANNOTATIONS =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate", "ArchTest");
    private static final Pattern TEST_NAME = Pattern.compile(".*(Test|IT)");
    private static final Pattern ACCESSOR = Pattern.compile("get\\p{Upper}.*");
    private static final Pattern WITH = Pattern.compile("with\\p{Upper}.*");
    private static final Pattern NOT_PRESENT_TENSE = Pattern.compile("(test|should)(\\p{Upper}.*)?");
    private static final Pattern WORD = Pattern.compile("\\p{Upper}\\p{Lower}*");

    private final CompilationUnitTree unit;
    private final DocTrees trees;
    private final boolean testSources;
    private final List<String> violations;
    private final LineMap lines;

    TidyFile(CompilationUnitTree unit, DocTrees trees, boolean testSources, List<String> violations) {
        this.unit = unit;
        this.trees = trees;
        this.testSources = testSources;
        this.violations = violations;
        this.lines = unit.getLineMap();
    }

    void check() throws IOException {
        CharSequence text = unit.getSourceFile().getCharContent(false);
        long length = text.chars().filter(c -> c == '\n').count();
        if (length > FILE_LINES_MAX) {
            report(
                    FILE_LINES_MAX,
                    "the file has " + length + " lines, at most " + FILE_LINES_MAX + ": split it by meaning");
        }
        Matcher mark = MARKS.matcher(text);
        while (mark.find()) {
            report(lines.getLineNumber(mark.start()), "'" + mark.group() + "': finish it, or file an issue");
        }
        scan(unit, null);
    }

    @Override
    public @Nullable Void visitPackage(PackageTree tree, @Nullable Void unused) {
        if (Tidy.isPackageInfo(Path.of(unit.getSourceFile().toUri()))) {
            if (!hasAnnotation(tree.getAnnotations(), Set.of("NullMarked"))) {
                report(tree, "package-info without @NullMarked");
            }
            String comment = trees.getDocComment(getCurrentPath());
            if (comment == null || (!testSources && !comment.contains("<pre>"))) {
                report(tree, "package-info without " + (comment == null ? "javadoc" : "a picture in <pre>"));
            }
        }
        return super.visitPackage(tree, null);
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        String name = tree.getSimpleName().toString();
        if (!name.isEmpty()) {
            Matcher word = WORD.matcher(name);
            while (word.find()) {
                if (BANNED_WORDS.contains(word.group())) {
                    report(
                            tree,
                            "type name " + name + ": '" + word.group() + "' is not one of our words (design.md §10)");
                }
            }
            boolean topLevel = getCurrentPath().getParentPath().getLeaf() == unit;
            if (!testSources && (topLevel || isPublic(tree.getModifiers())) && !hasJavadoc()) {
                report(tree, "type " + name + " has no javadoc");
            }
            if (!testSources && mayBeExtended(tree)) {
                report(tree, "class " + name + " is open: make it final, sealed or abstract");
            }
        }
        return super.visitClass(tree, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
        String name = tree.getName().toString();
        long length = endLine(tree) - line(tree) + 1;
        if (length > METHOD_LINES_MAX) {
            report(tree, "method " + name + " has " + length + " lines, at most " + METHOD_LINES_MAX);
        }
        List<? extends AnnotationTree> annotations = tree.getModifiers().getAnnotations();
        boolean imposed = hasAnnotation(annotations, Set.of("Override"));
        if (ACCESSOR.matcher(name).matches() && tree.getParameters().isEmpty() && !imposed) {
            report(tree, "accessor " + name + "(): drop the 'get'");
        }
        if (!testSources && !imposed && isApi(tree) && !isPlain(tree) && !hasJavadoc()) {
            report(tree, "public method " + name + " has no javadoc");
        }
        if (testSources && hasAnnotation(annotations, TEST_ANNOTATIONS)) {
            checkTest(tree, name);
        }
        return super.visitMethod(tree, null);
    }

    private void checkTest(MethodTree tree, String name) {
        if (NOT_PRESENT_TENSE.matcher(name).matches()) {
            report(tree, "test " + name + ": name the behaviour in the present tense, such as rejectsDuplicate");
        }
        String outermost = outermostClass();
        if (!TEST_NAME.matcher(outermost).matches()) {
            report(tree, "test class " + outermost + " does not run: its name must end in Test or IT");
        }
    }

    private String outermostClass() {
        String name = "";
        for (Tree tree : getCurrentPath()) {
            if (tree instanceof ClassTree type) {
                name = type.getSimpleName().toString();
            }
        }
        return name;
    }

    /** Public, in types that are public all the way out. Constructors are described by their type. */
    private boolean isApi(MethodTree tree) {
        if (tree.getReturnType() == null) {
            return false;
        }
        boolean visible =
                isPublic(tree.getModifiers()) || enclosingType(getCurrentPath()).getKind() == Tree.Kind.INTERFACE;
        for (TreePath path = getCurrentPath().getParentPath(); visible && path != null; path = path.getParentPath()) {
            if (path.getLeaf() instanceof ClassTree type && !isPublic(type.getModifiers())) {
                visible = false;
            }
        }
        return visible && !tree.getModifiers().getFlags().contains(Modifier.PRIVATE);
    }

    /** What its name says and no more: an accessor, a one-line delegation, a copy with one value changed. */
    private static boolean isPlain(MethodTree tree) {
        if (WITH.matcher(tree.getName()).matches() && tree.getParameters().size() == 1) {
            return true;
        }
        return tree.getBody() == null
                ? tree.getParameters().isEmpty()
                : tree.getBody().getStatements().size() <= 1;
    }

    private static ClassTree enclosingType(TreePath method) {
        return (ClassTree) method.getParentPath().getLeaf();
    }

    /** JMH derives from its state classes, so those stay open. */
    private static boolean mayBeExtended(ClassTree tree) {
        Set<Modifier> flags = tree.getModifiers().getFlags();
        return tree.getKind() == Tree.Kind.CLASS
                && !flags.contains(Modifier.FINAL)
                && !flags.contains(Modifier.ABSTRACT)
                && !flags.contains(Modifier.SEALED)
                && !hasAnnotation(tree.getModifiers().getAnnotations(), Set.of("State"));
    }

    private static boolean isPublic(ModifiersTree modifiers) {
        return modifiers.getFlags().contains(Modifier.PUBLIC);
    }

    private static boolean hasAnnotation(List<? extends AnnotationTree> annotations, Set<String> names) {
        for (AnnotationTree annotation : annotations) {
            String type = annotation.getAnnotationType().toString();
            if (names.contains(type.substring(type.lastIndexOf('.') + 1))) {
                return true;
            }
        }
        return false;
    }

    private boolean hasJavadoc() {
        return trees.getDocComment(getCurrentPath()) != null;
    }

    private long line(Tree tree) {
        return lines.getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree));
    }

    private long endLine(Tree tree) {
        return lines.getLineNumber(trees.getSourcePositions().getEndPosition(unit, tree));
    }

    private void report(Tree tree, String message) {
        report(line(tree), message);
    }

    private void report(long line, String message) {
        violations.add(Path.of(unit.getSourceFile().toUri()) + ":" + line + ": " + message);
    }
}
