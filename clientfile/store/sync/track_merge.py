"""What becomes of each file by both sides together: its merge, its conflicts, what is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from clientfile.language import _
from clientfile.records.conflict import Conflict, DecidedConflict, Decision, decide_conflicts
from clientfile.store.git.commit_line import TreeFile
from clientfile.store.git.renames import stem
from clientfile.store.sync.addresses import short_address
from clientfile.store.sync.authors import find_author
from clientfile.store.sync.file_merge import MergedFile, merge_files
from clientfile.store.sync.lines import SideLine
from clientfile.store.sync.our_side import OurIds, OurSide, follow, follow_file
from clientfile.store.sync.outcome import FolderConflict, NamedDecisions, SettledLine, conflict_name
from clientfile.store.sync.tracks import Track
from clientfile.store.sync.versions import Versions


@dataclass
class TrackMerge:
    """The merge of one file: what it becomes, None for none.

    `client` is the record's id then, or the name of another file. `conflicts` are those without a
    decision, `decisions` those given, by the address in the record, `given_up` the values and the
    comments of ours that they leave out, each with its address. `refused` says why git alone
    can merge it, "" where it is merged. `otherwise` is the number of our commit that changes the
    file where none of ours touches it; None for the last.
    """

    track: Track
    final: TreeFile | None
    client: str
    conflicts: Sequence[FolderConflict] = ()
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    given_up: Sequence[tuple[str, Any]] = ()
    settled: Sequence[SettledLine] = ()
    refused: str = ""
    otherwise: int | None = None


@dataclass(frozen=True)
class TrackMerger:
    """Merges files of both sides; `named` are the decisions, `team` the names of salespeople by
    their addresses.
    """

    versions: Versions
    our_side: OurSide
    ids: OurIds
    mine: SideLine
    theirs: SideLine
    named: NamedDecisions
    team: Mapping[str, str]

    def merge(self, track: Track) -> TrackMerge:
        """The merge of one file. Its conflicts are those that are left by the decisions."""
        base, theirs, mine = self._sides_of(track)
        record = track.is_record
        merged, decided = decide_conflicts(
            lambda decisions: merge_files(
                self.versions, base, theirs, mine, record=record, decisions=decisions
            ),
            lambda merged: self._decided(track, _client(track, merged), merged.conflicts),
        )
        result = self._describe(track, merged)
        result.decisions = {conflict.address: decision for conflict, decision in decided}
        result.given_up = [*_lost_by(decided), *merged.lost]
        return result

    def add_conflicts(
        self, merge: TrackMerge, conflicts: Sequence[Conflict]
    ) -> list[DecidedConflict]:
        """Add conflicts of the whole record to a merge; those that are decided are returned."""
        decided = self._decided(merge.track, merge.client, conflicts)
        taken = [each for each, __ in decided]
        left = [each for each in conflicts if each not in taken]
        new = [self._conflict(merge.track, merge.client, each) for each in left]
        merge.conflicts = [*merge.conflicts, *new]
        merge.given_up = [*merge.given_up, *_lost_by(decided)]
        return decided

    def _decided(
        self, track: Track, client: str, conflicts: Sequence[Conflict]
    ) -> list[DecidedConflict]:
        """The conflicts that are decided, each with its decision."""
        client = self._client_in_names(track, client)
        names = (conflict_name(client, short_address(each.address)) for each in conflicts)
        decided = zip(conflicts, map(self.named.get, names), strict=True)
        return [(conflict, decision) for conflict, decision in decided if decision]

    def _sides_of(self, track: Track) -> tuple[TreeFile | None, TreeFile | None, TreeFile | None]:
        """The base, the remote's version and ours, all under the ids of the end."""
        record = track.is_record
        base, mine = (self.our_side.adapt(track, file) for file in (track.base, track.ours))
        if mine is None and record and track.remote not in (None, track.base):
            # What the others changed stays, were it the id alone, under the id that we gave it.
            return track.base, follow_file(self.versions, track.remote, self.ids.forward), None
        if not record or not self.ids.forward or track.remote == track.base:
            return base, track.remote if track.remote != track.base else base, mine
        return self._follow(base), self._follow(track.remote), mine

    def _follow(self, file: TreeFile | None) -> TreeFile | None:
        if file is None:
            return None
        return replace(file, blob=follow(self.versions, file.blob, self.ids.forward))

    def _describe(self, track: Track, merged: MergedFile) -> TrackMerge:
        file = merged.file
        client = _client(track, merged)
        result = TrackMerge(track, file, client)
        result.refused = self._refusal(track, merged)
        result.conflicts = [self._conflict(track, client, each) for each in merged.conflicts]
        result.settled = [SettledLine(client, each.what) for each in merged.settled]
        if merged.stays and track.is_record:
            result.settled = [SettledLine(client, _stays(track))]
        return result

    def _conflict(self, track: Track, client: str, conflict: Conflict) -> FolderConflict:
        address = conflict.address
        return FolderConflict(
            self._client_in_names(track, client),
            short_address(address),
            address,
            conflict,
            find_author(self.versions, self.mine.commits, track.mine, address, self.team),
            find_author(self.versions, self.theirs.commits, track.theirs, address, self.team),
        )

    def _client_in_names(self, track: Track, client: str) -> str:
        """The id of a client where its fields are asked for: one name for each, whichever id is
        decided.
        """
        return stem(track.base.name) if track.base and track in self.ids.twice else client

    def _refusal(self, track: Track, merged: MergedFile) -> str:
        name = track.key[1] if merged.file is None else merged.file.name
        if merged.stays and not track.is_record:
            return _("{file}: one side removed it, the other changed it", file=name)
        if not merged.complete:
            return _("{file}: both sides changed it in the same lines", file=name)
        return ""


def _client(track: Track, merged: MergedFile) -> str:
    """The id of a merged record; the name of another file."""
    file = merged.file
    return track.key[1] if file is None or not track.is_record else stem(file.name)


def _lost_by(decided: Iterable[DecidedConflict]) -> Iterator[tuple[str, Any]]:
    """The values of ours that decisions leave out, each with its address."""
    for conflict, decision in decided:
        if decision.choice in (None, "theirs"):
            yield conflict.address, conflict.ours


def _stays(track: Track) -> str:
    if track.ours is None:
        return _("removed here, changed on the other side: it stays")
    return _("removed on the other side, changed here: it stays")
