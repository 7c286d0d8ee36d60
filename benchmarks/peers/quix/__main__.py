"""A Quix Streams application; it commits each second what it has sent. SIGTERM ends it."""

from __future__ import annotations

from quixstreams import Application

from benchmarks.peers.one_by_one import Screener, setting


def main() -> None:
    """Read the topic once."""
    screener = Screener()
    application = Application(
        broker_address=setting("BOOTSTRAP"),
        consumer_group=setting("GROUP"),
        auto_offset_reset="earliest",
        commit_interval=1.0,
        # librdkafka's default of 1,000 ms starves a fast consumer without a word.
        consumer_extra_config={"fetch.queue.backoff.ms": 10},
        state_dir=setting("SCRATCH"),
        loglevel="WARNING",
    )
    payments = application.topic(setting("TOPIC"), value_deserializer="bytes")
    review = application.topic(setting("REVIEW"), value_serializer="string")

    def screen(record: bytes) -> str | None:
        found = screener.flagged_id(record)
        if screener.is_to_report:
            screener.report()
        return found

    stream = application.dataframe(payments).apply(screen)
    stream.filter(lambda found: found is not None).to_topic(review)
    application.run()


if __name__ == "__main__":
    main()
