package peer;

import com.hankcs.algorithm.AhoCorasickDoubleArrayTrie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;

/** The lists: a hash set of identifiers and a double-array automaton of phrases. */
final class Lists {
    private final Set<String> identifiers;
    private final AhoCorasickDoubleArrayTrie<String> phrases = new AhoCorasickDoubleArrayTrie<>();

    Lists(Path identifiers, Path phrases) throws IOException {
        this.identifiers = new HashSet<>(Files.readAllLines(identifiers));
        TreeMap<String, String> patterns = new TreeMap<>();
        Files.readAllLines(phrases).forEach(each -> patterns.put(each, each));
        this.phrases.build(patterns);
    }

    boolean isFlagged(Payment payment) {
        return holds(payment.payer)
            || holds(payment.payee)
            || occurs(payment.description)
            || occurs(payment.branch.note);
    }

    private boolean holds(Payment.Party party) {
        return holds(party.account) || holds(party.proxy) || holds(party.contact);
    }

    private boolean holds(String value) {
        return identifiers.contains(value.strip().toLowerCase(Locale.ROOT));
    }

    private boolean occurs(String value) {
        String text = value.toLowerCase(Locale.ROOT);
        boolean[] found = {false};
        phrases.parseText(text, (begin, end, phrase) -> {
            found[0] = isBoundary(text, begin - 1) && isBoundary(text, end);
            return !found[0]; // whether to go on
        });
        return found[0];
    }

    private static boolean isBoundary(String text, int place) {
        return place < 0 || place >= text.length() || !Character.isLetterOrDigit(text.charAt(place));
    }
}
