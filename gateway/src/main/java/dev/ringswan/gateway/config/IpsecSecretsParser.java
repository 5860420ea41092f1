package dev.ringswan.gateway.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Text of {@code ipsec.secrets} to the section {@code secrets} of the newer form:
 *
 * <pre>
 *   192.0.2.1 peer.example : PSK "a text"     who shares it; nobody means everybody
 *   : PSK 0x48656c6c6f                        or 0s and base64
 *   : RSA gateway.pem                         a private key, also ECDSA and PKCS8
 * </pre>
 *
 * A line that begins with a blank continues the one before. The messages do not repeat secrets.
 */
final class IpsecSecretsParser {
    /**
     * A word of a line.
     *
     * @param quoted whether it stood in quotes, so that it is text whatever it looks like
     */
    private record Word(String text, boolean quoted) {}

    private static final Set<String> KEY_FILES = Set.of("RSA", "ECDSA", "PKCS8");

    private final Problems problems;
    private final List<Section> sections = new ArrayList<>();

    private IpsecSecretsParser(Problems problems) {
        this.problems = problems;
    }

    /** Parses the whole text. Faults go to {@code problems}. */
    static Section parse(String text, Problems problems) {
        IpsecSecretsParser parser = new IpsecSecretsParser(problems);
        List<Word> entry = new ArrayList<>();
        int entryLine = 0;
        int line = 0;
        for (String content : text.lines().toList()) {
            line++;
            boolean continues = !content.isEmpty() && Character.isWhitespace(content.charAt(0));
            if (!continues && !entry.isEmpty()) {
                parser.entry(entry, entryLine);
                entry.clear();
            }
            entryLine = entry.isEmpty() ? line : entryLine;
            parser.words(content, line, entry);
        }
        if (!entry.isEmpty()) {
            parser.entry(entry, entryLine);
        }
        return new Section("secrets", 1, List.of(), parser.sections);
    }

    private void words(String content, int line, List<Word> words) {
        int position = 0;
        while (position < content.length()) {
            char c = content.charAt(position);
            if (c == '#') {
                return;
            }
            if (Character.isWhitespace(c)) {
                position++;
            } else if (c == '"' || c == '\'') {
                int end = content.indexOf(c, position + 1);
                if (end < 0) {
                    problems.add(line, "the closing quote is missing");
                    return;
                }
                words.add(new Word(content.substring(position + 1, end), true));
                position = end + 1;
            } else {
                int end = position;
                while (end < content.length() && !Character.isWhitespace(content.charAt(end))) {
                    end++;
                }
                words.add(new Word(content.substring(position, end), false));
                position = end;
            }
        }
    }

    private void entry(List<Word> words, int line) {
        if (words.getFirst().text().equals("include")) {
            problems.add(line, "'include' is not supported; put the secrets into this file");
            return;
        }
        int colon = 0;
        while (colon < words.size() && !words.get(colon).equals(new Word(":", false))) {
            colon++;
        }
        if (colon + 2 >= words.size()) {
            problems.add(line, "expected is 'who else : PSK \"secret\"', with a blank on either side of the colon");
            return;
        }
        String type = words.get(colon + 1).text();
        Word value = words.get(colon + 2);
        boolean more = words.size() > colon + 3;
        if (type.equals("PSK") && !more) {
            sections.add(sharedKey(words.subList(0, colon), value, line));
        } else if (KEY_FILES.contains(type) && !more) {
            Section.Setting file = new Section.Setting("file", value.text(), line, type);
            sections.add(new Section("private-" + line, line, List.of(file), List.of()));
        } else if (KEY_FILES.contains(type)) {
            problems.add(line, type + " has a passphrase; encrypted keys are not read: decrypt the file, chmod 600");
        } else if (type.equals("PSK")) {
            problems.add(line, "more than one word stands behind PSK: put the secret into quotes");
        } else {
            problems.add(line, "what stands behind the colon is not one of PSK, RSA, ECDSA and PKCS8");
        }
    }

    private static Section sharedKey(List<Word> owners, Word value, int line) {
        List<Section.Setting> settings = new ArrayList<>();
        for (Word owner : owners) {
            settings.add(new Section.Setting("id-" + settings.size(), owner.text(), line, "the selector"));
        }
        String secret = value.quoted()
                ? "0x" + HexFormat.of().formatHex(value.text().getBytes(StandardCharsets.UTF_8))
                : value.text();
        settings.add(new Section.Setting("secret", value.text().isEmpty() ? "" : secret, line, "PSK"));
        return new Section("ike-" + line, line, settings, List.of());
    }
}
