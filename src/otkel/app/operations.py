"""One table of what Otkel can be asked. Shell verbs, their help and the reference are made from it."""

from __future__ import annotations

import msgspec

from otkel.app.crossing.verbs import VERBS
from otkel.phrases import Phrase, phrase


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to ask: its name, what it does in words, who does it, and what comes back."""

    name: str  # words of the command, e.g. "law show"
    words: Phrase
    handler: str  # module:function of the use case
    answer: Phrase

    @property
    def verb(self) -> str:
        """The name of the function that speaks for it in a shell."""
        return self.name.replace(" ", "_").replace("-", "_")

    @property
    def family(self) -> str:
        """The file of verbs it belongs to."""
        return self.name.split()[0]


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        name="check",
        words=phrase("May this truck go, and what does it lack? One trip, or a table of trips."),
        handler="otkel.app.check:check_trip",
        answer=phrase("one answer with its findings; for a table one row a trip"),
    ),
    Operation(
        name="days",
        words=phrase("How many days has each driver used, and by when must he be out?"),
        handler="otkel.app.days:count_days",
        answer=phrase("one line a driver"),
    ),
    Operation(
        name="law list",
        words=phrase("List the provisions of the rulebook."),
        handler="otkel.app.law:list_provisions",
        answer=phrase("one line a provision"),
    ),
    Operation(
        name="law show",
        words=phrase("Show one provision: its values by date, its sources, what is not known."),
        handler="otkel.app.law:show_provision",
        answer=phrase("one provision"),
    ),
    Operation(
        name="law on",
        words=phrase("Show what every provision says on one day."),
        handler="otkel.app.law:law_on",
        answer=phrase("one line a provision"),
    ),
    Operation(
        name="law changes",
        words=phrase("List what begins, ends or was published between two days."),
        handler="otkel.app.law:list_changes",
        answer=phrase("one line a change"),
    ),
    Operation(
        name="law switches",
        words=phrase("List what the sources contradict, with the option taken."),
        handler="otkel.app.law:list_switches",
        answer=phrase("one block a switch"),
    ),
    Operation(
        name="ledger head",
        words=phrase("Sign a head over all events, to be given out and kept by others."),
        handler="otkel.app.ledger:make_head",
        answer=phrase("one signed head"),
    ),
    Operation(
        name="ledger verify",
        words=phrase("Check every event, every node of the tree and every signed head."),
        handler="otkel.app.ledger:verify_ledger",
        answer=phrase("one line for each thing that does not hold"),
    ),
    Operation(
        name="ledger prove",
        words=phrase("Prove that events stand in the ledger: a file that anybody can check without it."),
        handler="otkel.app.ledger:prove_events",
        answer=phrase("one proof file"),
    ),
    Operation(
        name="ledger check",
        words=phrase("Check a proof file, offline, without the ledger."),
        handler="otkel.app.ledger:check_proof",
        answer=phrase("one line for each thing that was checked"),
    ),
    Operation(
        name="ledger copy",
        words=phrase("Copy the same events into another ledger, byte for byte."),
        handler="otkel.app.ledger:copy_ledger",
        answer=phrase("how many events were copied, and the root over all"),
    ),
    Operation(
        name="ledger backup",
        words=phrase("Copy the whole file of a ledger while it is in use; keys are copied apart."),
        handler="otkel.app.ledger_keep:back_up_ledger",
        answer=phrase("how many events are in the copy"),
    ),
    Operation(
        name="ledger rebuild",
        words=phrase("Make the read tables again from all events."),
        handler="otkel.app.ledger_keep:rebuild_views",
        answer=phrase("one line a view"),
    ),
    Operation(
        name="ledger forget",
        words=phrase("Forget a person or vehicle for ever; events and proofs stay as they are."),
        handler="otkel.app.ledger_keep:forget_subject",
        answer=phrase("one line"),
    ),
    Operation(
        name="ledger expire",
        words=phrase("Erase personal data whose time is over."),
        handler="otkel.app.ledger_keep:expire_data",
        answer=phrase("one line a class of personal data"),
    ),
    *(
        Operation(
            name=f"queue {verb.name}",
            words=verb.words,
            handler="otkel.app.crossing.asking:Asking",
            answer=verb.answer,
        )
        for verb in VERBS
    ),
    Operation(
        name="queue play",
        words=phrase("Give many commands from a file, a JSON object a line, in order."),
        handler="otkel.app.crossing.play:play",
        answer=phrase("each refusal and mistake with its row, and the sum"),
    ),
    Operation(
        name="queue serve",
        words=phrase(
            "Decide for a crossing point until it is stopped; shells hand their commands over to it."
        ),
        handler="otkel.app.serving.running:run_decider",
        answer=phrase("one line when it begins and one when it has stopped"),
    ),
    Operation(
        name="queue follow",
        words=phrase(
            "Let a queue in shadow mode follow a public register: what it says of each truck is recorded."
        ),
        handler="otkel.app.crossing.follow:follow_register",
        answer=phrase("how much was recorded, recorded before, set aside"),
    ),
    Operation(
        name="queue presets",
        words=phrase("List the policies that are shipped, with what each does not do."),
        handler="otkel.app.policies:list_presets",
        answer=phrase("one block a policy"),
    ),
    Operation(
        name="queue place",
        words=phrase("Where does the truck of a proof of place stand now?"),
        handler="otkel.app.tickets:place_of_ticket",
        answer=phrase("its place, and how long it has stood"),
    ),
    Operation(
        name="queue overtakes",
        words=phrase("Who came later than the truck of a proof of place, and went forward before it?"),
        handler="otkel.app.tickets:overtakes",
        answer=phrase("one line a truck, with the rule"),
    ),
    Operation(
        name="sim run",
        words=phrase("Run a scenario of the border many times: waits, the line, throughput, with intervals."),
        handler="otkel.app.study:run_study",
        answer=phrase("each figure with its interval over replications"),
    ),
    Operation(
        name="sim compare",
        words=phrase(
            "Run two scenarios, or one without a cause too, on common random numbers; tell what differs."
        ),
        handler="otkel.app.study:compare_study",
        answer=phrase("each difference with its interval"),
    ),
    Operation(
        name="sim sweep",
        words=phrase("Run a scenario with each of several values of a field."),
        handler="otkel.app.study:sweep_study",
        answer=phrase("one line a value"),
    ),
    Operation(
        name="sim replay",
        words=phrase("Hold what was reported of autumn 2025 against the twin, and tell where it is outside."),
        handler="otkel.app.replay:replay_study",
        answer=phrase("each report with the simulated range and its score, then what each cause added"),
    ),
    Operation(
        name="sim fields",
        words=phrase("List every field of a scenario with its range and its meaning."),
        handler="otkel.app.study:list_fields",
        answer=phrase("one block a field"),
    ),
    Operation(
        name="sim new",
        words=phrase("Print a scenario with comments, to begin from."),
        handler="otkel.app.study:new_scenario",
        answer=phrase("one YAML file"),
    ),
    Operation(
        name="feed kinds",
        words=phrase("List the kinds of feeds that can be taken in."),
        handler="otkel.app.feeds:list_kinds",
        answer=phrase("one block a kind"),
    ),
    Operation(
        name="feed listen",
        words=phrase("Take messages of trackers and seals in until it is stopped: over HTTP, from MQTT."),
        handler="otkel.app.intake.running:receiving",
        answer=phrase("one line for each place where it listens, and one when it has stopped"),
    ),
    Operation(
        name="feed passages",
        words=phrase("Find out of positions when trucks came to a post, were at each stage, and went."),
        handler="otkel.app.tracks:find_tracked",
        answer=phrase("how many went through, came back, gave up, and a log to be measured"),
    ),
    Operation(
        name="feed read",
        words=phrase("Take a feed in: what can be read is kept, the rest is set aside with its reason."),
        handler="otkel.app.feeds:read_feed",
        answer=phrase("how many readings were new, were there already, were set aside"),
    ),
    Operation(
        name="feed rejects",
        words=phrase("Tell what was set aside of the last feeds, and why."),
        handler="otkel.app.feeds:list_rejects",
        answer=phrase("one block a taking-in"),
    ),
    Operation(
        name="feed show",
        words=phrase("Show what was read of a crossing point, side by side, with who said it."),
        handler="otkel.app.feeds:list_readings",
        answer=phrase("one line a reading, and the range by quantity"),
    ),
    Operation(
        name="feed fetch",
        words=phrase("Ask the sources that are turned on in a file, each when it is due, and take them in."),
        handler="otkel.app.fetching.fetch:fetch_once",
        answer=phrase("one line a source"),
    ),
    Operation(
        name="feed sources",
        words=phrase("Print a file of sources with comments, all turned off, to begin from."),
        handler="otkel.app.fetching.config:read_sources",
        answer=phrase("one YAML file"),
    ),
    Operation(
        name="feed template",
        words=phrase("Print the table of readings with examples, to be filled in."),
        handler="otkel.feeds.readings_table:template",
        answer=phrase("one CSV file"),
    ),
    Operation(
        name="feed write",
        words=phrase("Publish how the queues stand, or a log, in a form that others read."),
        handler="otkel.app.feed_writing:publish",
        answer=phrase("one file, and how many directions stand in it"),
    ),
    Operation(
        name="incident tell",
        words=phrase("Tell what was done to a truck or its driver: held, refused, sent back, ordered out."),
        handler="otkel.app.incidents:tell_incident",
        answer=phrase("the number of the incident, and the subject under which its person can be forgotten"),
    ),
    Operation(
        name="incident read",
        words=phrase("Tell many incidents from a table, a row each."),
        handler="otkel.app.incident_table:read_table_of_incidents",
        answer=phrase("how many were recorded, recorded before, set aside"),
    ),
    Operation(
        name="incident consent",
        words=phrase("Set what may be given out of an incident; nothing named: nothing from now on."),
        handler="otkel.app.incidents:set_consent",
        answer=phrase("one line"),
    ),
    Operation(
        name="incident list",
        words=phrase("List the incidents that may be given out, each with no more than its person allows."),
        handler="otkel.app.incident_list:list_incidents",
        answer=phrase("one block an incident"),
    ),
    Operation(
        name="report list",
        words=phrase("List what people told of a crossing point without an account, and what was set aside."),
        handler="otkel.app.site.moderation:Reports",
        answer=phrase("one line a report with its number, then one line for each time some were set aside"),
    ),
    Operation(
        name="report set-aside",
        words=phrase("Set reports aside that nobody can have seen, with who and why; they are erased."),
        handler="otkel.app.site.moderation:Reports",
        answer=phrase("how many were set aside"),
    ),
    Operation(
        name="evidence",
        words=phrase(
            "Make an evidence file of a barrier: the rule or practice, its cases, what changed, the cost."
        ),
        handler="otkel.app.evidence:collect_evidence",
        answer=phrase("a PDF and a CSV file, and how many cases stand in them"),
    ),
    Operation(
        name="measure",
        words=phrase("Measure a log, live, imported or simulated: waits, lengths, throughput, checks, cost."),
        handler="otkel.app.measuring:measure_logs",
        answer=phrase("each measure by group with its interval, and what does not add up"),
    ),
    Operation(
        name="seal put-on",
        words=phrase("Record that a navigation seal was put on."),
        handler="otkel.app.seals.desk:put_on",
        answer=phrase("the story of the seal"),
    ),
    Operation(
        name="seal activate",
        words=phrase("Record that a navigation seal watches from now on, with its period and route."),
        handler="otkel.app.seals.desk:activate",
        answer=phrase("the story of the seal"),
    ),
    Operation(
        name="seal confirm",
        words=phrase("Record an officer's word that a situation of a seal is one."),
        handler="otkel.app.seals.desk:confirm",
        answer=phrase("the story of the seal"),
    ),
    Operation(
        name="seal remove",
        words=phrase("Record that a navigation seal was taken off."),
        handler="otkel.app.seals.desk:remove",
        answer=phrase("the story of the seal"),
    ),
    Operation(
        name="seal show",
        words=phrase("Show the story of a seal, what it may have shown, who is to be told, what it costs."),
        handler="otkel.app.seals.desk:show",
        answer=phrase("one line an event, what is undecided, and the fees"),
    ),
    Operation(
        name="seal tariff",
        words=phrase("Print a file of prices with comments, for the fees that no source tells."),
        handler="otkel.app.seals.tariff_file:read_tariffs",
        answer=phrase("one YAML file"),
    ),
    Operation(
        name="account add",
        words=phrase("Make an account; its password is read from the terminal, never from the command line."),
        handler="otkel.app.accounts.book:Book",
        answer=phrase("the account with its roles"),
    ),
    Operation(
        name="account list",
        words=phrase("List the accounts with what each may do where."),
        handler="otkel.app.accounts.book:Book",
        answer=phrase("one line an account"),
    ),
    Operation(
        name="account role",
        words=phrase("Set the roles of an account at a crossing point; none named: it has none there."),
        handler="otkel.app.accounts.book:Book",
        answer=phrase("the account with its roles"),
    ),
    Operation(
        name="account disable",
        words=phrase("Close an account, or open it again; whoever is signed in under it is signed out."),
        handler="otkel.app.accounts.book:Book",
        answer=phrase("the account with its roles"),
    ),
    Operation(
        name="account password",
        words=phrase("Set the password of an account; it is read from the terminal."),
        handler="otkel.app.accounts.book:Book",
        answer=phrase("one line"),
    ),
    Operation(
        name="account totp",
        words=phrase("Give an account a second factor: six digits that change, or take it away."),
        handler="otkel.app.accounts.book:Book",
        answer=phrase("the secret, shown once"),
    ),
    Operation(
        name="account bind",
        words=phrase("Let a provider of sign-ins (OpenID Connect) sign somebody in to an account."),
        handler="otkel.app.accounts.bonds:bind",
        answer=phrase("one line"),
    ),
    Operation(
        name="account key",
        words=phrase("Make a key with which a program of an account uses the API; it is shown once."),
        handler="otkel.app.accounts.keys:add_key",
        answer=phrase("the key, shown once"),
    ),
    Operation(
        name="account keys",
        words=phrase("List the keys of the API: whose they are, and what each may do."),
        handler="otkel.app.accounts.keys:find_client",
        answer=phrase("one line a key"),
    ),
    Operation(
        name="account key-revoke",
        words=phrase("Take a key of the API back."),
        handler="otkel.app.accounts.keys:revoke_key",
        answer=phrase("one line"),
    ),
    Operation(
        name="serve",
        words=phrase("Open the site: the board of queues at the border, in three languages."),
        handler="otkel.app.site.house:opened_house",
        answer=phrase("one line when it begins and one when it has stopped"),
    ),
    Operation(
        name="points",
        words=phrase("List the crossing points with their names in Latin, Russian and Kazakh."),
        handler="otkel.app.points:list_points",
        answer=phrase("one line a crossing point"),
    ),
    Operation(
        name="cases",
        words=phrase("Check the shipped trips, which retell reported cases, and print the answers."),
        handler="otkel.app.cases:check_cases",
        answer=phrase("one answer a trip"),
    ),
)
