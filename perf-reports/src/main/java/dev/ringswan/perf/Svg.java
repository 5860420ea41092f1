package dev.ringswan.perf;

import java.util.Locale;

/**
 * Writes SVG whose looks are attributes only, since a page may be shown where inline style is forbidden. What is neutral has the
 * colour of the text around it, so that it fits light and dark pages.
 */
final class Svg {
    /** Okabe and Ito's colours, which colour-blind people tell apart; never the only difference. */
    private static final String[] COLOURS = {
        "#2B83C6", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8A7CC8", "#8C8C8C"
    };

    private static final String[] DASHES = {"", "6 3", "2 2", "8 2 2 2", "", "6 3", "2 2", "8 2 2 2"};

    /** Lines in one chart: as many as there are colours. */
    static final int LINES_MAX = COLOURS.length;

    private final StringBuilder text = new StringBuilder();
    private final int height;

    /**
     * An empty picture.
     *
     * @param title what a screen reader says
     */
    Svg(int width, int height, String title) {
        this.height = height;
        text.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\""
                        + " role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"currentColor\">"
                        + "<title>%3$s</title>",
                width,
                height,
                escape(title)));
    }

    int height() {
        return height;
    }

    static String colour(int index) {
        return COLOURS[index % COLOURS.length];
    }

    void line(double x1, double y1, double x2, double y2, double opacity) {
        text.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"currentColor\" stroke-opacity=\"%.2f\"/>",
                x1,
                y1,
                x2,
                y2,
                opacity));
    }

    void coloured(double x1, double y1, double x2, double y2, int index, double width) {
        text.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
                x1,
                y1,
                x2,
                y2,
                colour(index),
                width));
    }

    void dashed(double x1, double y1, double x2, double y2) {
        text.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"currentColor\" stroke-dasharray=\"4 3\"/>",
                x1,
                y1,
                x2,
                y2));
    }

    void path(String points, int index) {
        text.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>",
                points,
                colour(index),
                DASHES[index % DASHES.length].isEmpty()
                        ? ""
                        : " stroke-dasharray=\"" + DASHES[index % DASHES.length] + "\""));
    }

    void area(String points, int index) {
        text.append(String.format(
                Locale.ROOT, "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"0.18\"/>", points, colour(index)));
    }

    void rect(double x, double y, double width, double height, String fill, double opacity) {
        text.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\" fill-opacity=\"%.2f\"/>",
                x,
                y,
                width,
                height,
                fill,
                opacity));
    }

    /** A point: each line has a shape of its own as well as a colour. */
    void mark(double x, double y, int index, String tip) {
        String shape = switch (index % 4) {
            case 0 -> String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"", x, y);
            case 1 ->
                String.format(Locale.ROOT, "<rect x=\"%.1f\" y=\"%.1f\" width=\"7\" height=\"7\"", x - 3.5, y - 3.5);
            case 2 -> String.format(Locale.ROOT, "<path d=\"M%.1f %.1fl4 7h-8z\"", x, y - 4);
            default -> String.format(Locale.ROOT, "<path d=\"M%.1f %.1fl4.5 4.5-4.5 4.5-4.5-4.5z\"", x, y - 4.5);
        };
        text.append(shape).append(" fill=\"").append(colour(index)).append("\">");
        text.append("<title>").append(escape(tip)).append("</title>");
        text.append(shape.startsWith("<circle") ? "</circle>" : shape.startsWith("<rect") ? "</rect>" : "</path>");
    }

    /** A picture for a file of its own, which does not inherit the colour of a page. */
    static String standalone(String svg) {
        return svg.replaceFirst(
                "<title>",
                "<style>svg{color:#1b1f24}@media(prefers-color-scheme:dark){svg{color:#e6edf3}}</style><title>");
    }

    /** Text at a point; {@code anchor} is start, middle or end. */
    void text(double x, double y, String anchor, String words) {
        text.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escape(words)));
    }

    private static String escape(String words) {
        return JunitXml.escape(words);
    }

    @Override
    public String toString() {
        return text + "</svg>";
    }
}
