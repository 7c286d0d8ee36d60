package peer;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/**
 * Kafka Streams with Jackson, a HashSet and an Aho-Corasick automaton, on one thread.
 *
 * <p>Sends the id of each payment that holds a listed value to the review topic, and prints how
 * many records it has taken: the first, every PEER_REPORT_EVERY, the last. SIGTERM ends it.
 */
public final class Main {
    private static final ObjectReader READER =
        new ObjectMapper().readerFor(Payment.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final long EXPECTED = Long.parseLong(setting("RECORDS"));
    private static final long EVERY = Long.parseLong(setting("REPORT_EVERY"));
    private static long count;

    public static void main(String[] arguments) throws IOException {
        Lists lists = new Lists(Path.of(setting("IDENTIFIERS")), Path.of(setting("PHRASES")));
        KafkaStreams streams = new KafkaStreams(topology(lists), properties());
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
        streams.start();
    }

    private static Topology topology(Lists lists) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(setting("TOPIC"), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
            .mapValues(record -> screen(record, lists))
            .filter((key, id) -> id != null)
            .to(setting("REVIEW"), Produced.with(Serdes.ByteArray(), Serdes.String()));
        return builder.build();
    }

    /** The payment's id if it holds a listed value, else null. */
    private static String screen(byte[] record, Lists lists) {
        try {
            Payment payment = READER.readValue(record);
            return lists.isFlagged(payment) ? payment.id : null;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } finally {
            count++;
            if (count == 1 || count % EVERY == 0 || count == EXPECTED) {
                System.out.println(count);
            }
        }
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, setting("GROUP"));
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, setting("BOOTSTRAP"));
        properties.put(StreamsConfig.STATE_DIR_CONFIG, setting("SCRATCH"));
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1000);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return properties;
    }

    private static String setting(String name) {
        String value = System.getenv("PEER_" + name);
        if (value == null) {
            throw new IllegalStateException("PEER_" + name + " is not set");
        }
        return value;
    }
}
