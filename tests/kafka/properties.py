"""How the test broker is set, and why."""

HOST = "127.0.0.1"
CLUSTER_ID = "ZnJlc25lbC10ZXN0cy0wMQ"  # any 22 characters of base64 will do
PROPERTIES = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "auto.create.topics.enable": "false",
    # One node holds the only copy of everything.
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # Quick: few internal partitions, no waiting for members that will not come.
    "offsets.topic.num.partitions": "3",
    "transaction.state.log.num.partitions": "3",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "broker.session.timeout.ms": "3000",  # how long a killed broker's id stays taken
    "broker.heartbeat.interval.ms": "500",
    # Synthetic records may be dated in the past; they are not to be cleaned away under a test.
    "log.retention.ms": "-1",
}
