//! What one core can do: librdkafka, SIMD JSON, a hash set and a double-array automaton.
//!
//! Reads the topic once, sends the id of each payment that holds a listed value to the review
//! topic, and prints how many records it has taken: the first, every PEER_REPORT_EVERY, the last.
//! What was sent is acknowledged before its offsets are committed.

mod lists;

use std::borrow::Cow;
use std::env;
use std::time::{Duration, Instant};

use lists::Lists;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::message::Message;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use serde::Deserialize;

const COMMIT_INTERVAL: Duration = Duration::from_secs(1);

#[derive(Deserialize)]
struct Payment<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    description: Cow<'a, str>,
    #[serde(borrow)]
    payer: Party<'a>,
    #[serde(borrow)]
    payee: Party<'a>,
    #[serde(borrow)]
    branch: Branch<'a>,
}

#[derive(Deserialize)]
struct Party<'a> {
    #[serde(borrow)]
    account: Cow<'a, str>,
    #[serde(borrow)]
    proxy: Cow<'a, str>,
    #[serde(borrow)]
    contact: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Branch<'a> {
    #[serde(borrow)]
    note: Cow<'a, str>,
}

fn main() {
    let windowed = env::args().nth(1).as_deref() == Some("window");
    let lists = Lists::load(&setting("IDENTIFIERS"), &setting("PHRASES"), windowed);
    let (consumer, producer) = clients();
    let review = setting("REVIEW");
    let expected: u64 = setting("RECORDS").parse().expect("a number");
    let every: u64 = setting("REPORT_EVERY").parse().expect("a number");
    let (mut count, mut buffer, mut settled) = (0, String::new(), Instant::now());
    while count < expected {
        let Some(polled) = consumer.poll(Duration::from_millis(100)) else {
            continue;
        };
        let message = polled.expect("a record");
        let payment: Payment =
            sonic_rs::from_slice(message.payload().expect("a payload")).expect("a payment");
        if is_flagged(&payment, &lists, &mut buffer) {
            let record = BaseRecord::<str, str>::to(&review).payload(&payment.id);
            producer
                .send(record)
                .map_err(|(error, _)| error)
                .expect("room to send");
        }
        count += 1;
        if count == 1 || count % every == 0 || count == expected {
            if count == expected || settled.elapsed() > COMMIT_INTERVAL {
                settle(&consumer, &producer, count == expected);
                settled = Instant::now();
            }
            println!("{count}");
        }
    }
}

fn is_flagged(payment: &Payment, lists: &Lists, buffer: &mut String) -> bool {
    let Payment {
        payer,
        payee,
        description,
        branch,
        ..
    } = payment;
    [payer, payee].iter().any(|party| {
        [&party.account, &party.proxy, &party.contact]
            .iter()
            .any(|value| lists.holds(value))
    }) || [description, &branch.note].iter().any(|text| {
        buffer.clear();
        buffer.push_str(text);
        buffer.make_ascii_lowercase();
        lists.occurs(buffer)
    })
}

fn clients() -> (BaseConsumer, BaseProducer) {
    let mut common = ClientConfig::new();
    common.set("bootstrap.servers", setting("BOOTSTRAP"));
    let mut reading = common.clone();
    reading
        .set("group.id", setting("GROUP"))
        .set("auto.offset.reset", "earliest")
        .set("enable.auto.commit", "false")
        // Its default of 1,000 ms starves a fast consumer without a word.
        .set("fetch.queue.backoff.ms", "10");
    let consumer: BaseConsumer = reading.create().expect("a consumer");
    consumer
        .subscribe(&[&setting("TOPIC")])
        .expect("a subscription");
    // Nothing is gained by waiting for more: what is flagged is rare.
    (
        consumer,
        common.set("linger.ms", "0").create().expect("a producer"),
    )
}

/// Commits what was taken, once all that was sent is acknowledged.
fn settle(consumer: &BaseConsumer, producer: &BaseProducer, last: bool) {
    producer
        .flush(Duration::from_secs(30))
        .expect("acknowledgements");
    let mode = if last {
        CommitMode::Sync
    } else {
        CommitMode::Async
    };
    consumer.commit_consumer_state(mode).expect("a commit");
}

fn setting(name: &str) -> String {
    env::var(format!("PEER_{name}")).unwrap_or_else(|_| panic!("PEER_{name} is not set"))
}
