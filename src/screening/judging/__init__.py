"""What a bank decides of alerts, in files of its own: how urgent, live or shadow, or none at all.

`policy` and `rules` are the severity policy, `shadow` and `allow_list` the files of those names,
`sorting` applies them to matches, `carried` says what an alert carries of the payment's texts,
`files` reads YAML. All but `files` is pure.
"""
