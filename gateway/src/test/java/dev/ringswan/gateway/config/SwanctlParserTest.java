package dev.ringswan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SwanctlParserTest {
    private static Section parse(String text) throws ConfigException {
        Problems problems = new Problems("test.conf");
        Section root = SwanctlParser.parse(text, problems);
        problems.throwIfAny();
        return root;
    }

    @Test
    void readsSectionsAndSettingsWithTheirLines() throws ConfigException {
        Section root = parse("""
                # a comment
                a {
                    key = some value   # another
                    b { x = 1 }
                }
                c
                {
                }
                top.level = yes
                """);
        assertThat(root.settings()).containsExactly(new Section.Setting("top.level", "yes", 9));
        assertThat(root.sections()).extracting(Section::name).containsExactly("a", "c");
        Section a = root.sections().getFirst();
        assertThat(a.line()).isEqualTo(2);
        assertThat(a.settings()).containsExactly(new Section.Setting("key", "some value", 3));
        assertThat(a.sections())
                .containsExactly(new Section("b", 4, List.of(new Section.Setting("x", "1", 4)), List.of()));
    }

    @Test
    void keepsWhatIsQuoted() throws ConfigException {
        Section root = parse("a = \"# { } ; \\\" \\\\ \\n\\\n x\"  \nb = left \" in \"right\nc = \"\"\n");
        assertThat(root.settings())
                .extracting(Section.Setting::value)
                .containsExactly("# { } ; \" \\ \n x", "left  in right", "");
        assertThat(root.settings()).extracting(Section.Setting::line).containsExactly(1, 3, 4);
    }

    @Test
    void takesAnEmptyText() throws ConfigException {
        assertThat(parse("").sections()).isEmpty();
    }

    @Test
    void reportsEveryFaultWithItsLine() {
        assertThat(ConfigTexts.faults("""
                        a {
                        = value
                        include other.conf
                        name : reference
                        lonely
                        b = { c
                        d = 1; e = 2
                        f = 1
                        f = 2
                        """))
                .containsExactly(
                        "1: section 'a' is not closed: a '}' is missing",
                        "2: a name was expected here, as in 'key = value' or 'name { … }'",
                        "3: 'include' is not supported; put the sections into this file",
                        "4: references to other sections ('name : …') are not supported; write the settings out",
                        "5: after 'lonely' comes '= value' or '{'",
                        "6: a value with '{' needs quotes",
                        "7: ';' does not end a setting: begin a new line",
                        "9: 'f' is already set in line 8");
    }

    @Test
    void reportsWhatIsClosedTwiceOpenedTwiceOrNeverClosed() {
        assertThat(ConfigTexts.faults("}\na { }\na { }\nb = \"never"))
                .containsExactly(
                        "1: '}' without a section to close",
                        "3: section 'a' already stands in line 2",
                        "4: the closing quote is missing");
    }

    @Test
    void limitsTheDepth() {
        assertThat(ConfigTexts.faults("a {\n".repeat(10_000)))
                .hasSizeLessThan(100)
                .contains("9: sections are nested more than 8 deep");
    }

    @Test
    void doesNotPrintValues() {
        assertThat(new Section.Setting("key", "0xsecret", 3)).hasToString("key = … (line 3)");
    }
}
