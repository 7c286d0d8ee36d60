"""Several processes of one service on one host: `fresnel serve --workers N`.

Each worker is a whole service, a member of the consumer group, with its HTTP on a socket in a
private folder. One supervisor starts them, starts them again when they end, and answers for all
of them on the service's own port.

Law 1: workers share nothing but the state folder, where compiled lists are mapped from.
Law 2: a worker ends with its supervisor, however that ends; nothing that was not committed is lost.
Law 3: counters never fall because a worker ended: what it had counted is kept.
"""
