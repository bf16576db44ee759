"""Our commits on the remote's line: what each changes in each file there, and what it loses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from clientfile.records.conflict import ABSENT, Decision, Decisions
from clientfile.store.git.commit_line import TreeFile
from clientfile.store.sync.addresses import value_at
from clientfile.store.sync.file_merge import merge_files
from clientfile.store.sync.lines import Step
from clientfile.store.sync.our_side import OurSide, Renaming, follow
from clientfile.store.sync.track_merge import TrackMerge
from clientfile.store.sync.tracks import Track
from clientfile.store.sync.versions import Versions


@dataclass(frozen=True)
class Loss:
    """A value of our commit of a number that stands nowhere on the line: `address` is its place in
    the record that the replay is of.
    """

    number: int
    address: str
    value: Any


@dataclass
class FileReplay:
    """What our commits make of one file on the remote's line: by the number of the commit, the file
    before and after it. `renumbered` are the items whose id is another's there, by the number of a
    commit that changes them: their names (`acme/martin`) on the line by ours. `overruled` are the
    numbers of commits that take away what stays.
    """

    changes: dict[int, tuple[TreeFile | None, TreeFile | None]] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    renumbered: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    overruled: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Turn:
    """What our commit of a number does to a file: a step of its own, renamings that it follows."""

    number: int
    steps: Sequence[Step]
    renamings: Mapping[str, str]


class Replay:
    """The replay of our commits, file by file; `renamings` are the clients that they rename."""

    def __init__(
        self, versions: Versions, our_side: OurSide, renamings: Sequence[Renaming]
    ) -> None:
        self._versions, self._our_side, self._renamings = versions, our_side, renamings

    def replay(self, merge: TrackMerge, otherwise: int) -> FileReplay:
        """What our commits make of a file, which becomes what the merge has by the last that
        touches it, or where none does by the commit of the number `otherwise`.
        """
        track, final, decisions = merge.track, merge.final, merge.decisions
        turns = self._turns(track)
        taken = self._last_takes(track, turns, decisions) if decisions else {}
        result, file = FileReplay(), track.remote
        for turn in turns:
            before = file
            file = self._take(track, turn, file, taken, result.losses)
            if turn is turns[-1]:
                file = final = self._at_the_end(track, file, final)
            if file != before:
                result.changes[turn.number] = before, file
        if file != final:
            result.changes[otherwise] = file, final
        last = turns[-1].number if turns else otherwise
        result.losses += [*_rest_of_losses(merge, result.losses, last)]
        lost = [each for each in result.losses if self._is_lost(track, each, final)]
        result.losses = [each for each in lost if each.value is not ABSENT]
        result.overruled = {each.number for each in lost if each.value is ABSENT}
        return result

    def _is_lost(self, track: Track, loss: Loss, final: TreeFile | None) -> bool:
        """Whether a value stands neither in the record at the end nor in the base, to which a
        commit of ours went back.
        """
        ends = (final, self._our_side.adapt(track, track.base))
        return not any(self._stands(loss, end.blob) for end in ends if end)

    def _stands(self, loss: Loss, blob: str) -> bool:
        """Whether a record has the value of a loss: an item without an id anywhere in its list, of
        a whole record its text or its data.
        """
        data = self._versions.data(blob)
        if not loss.address:
            return loss.value in (data, self._versions.record(blob).text)
        list_, __, name = loss.address.rpartition(".")
        if name.startswith("#") and loss.value is not ABSENT:
            items = value_at(data, list_)
            return isinstance(items, list) and loss.value in items
        return bool(value_at(data, loss.address) == loss.value)

    def _at_the_end(
        self, track: Track, file: TreeFile | None, final: TreeFile | None
    ) -> TreeFile | None:
        """The file as both sides together have it, in the words of the replay where it can be."""
        if file is None or final is None or file.blob == final.blob or not track.is_record:
            return final
        data = [self._versions.data(each.blob) for each in (file, final)]
        is_same = data[0] and data[0] == data[1] and self._have_same_comments(file, final)
        return replace(final, blob=file.blob) if is_same else final

    def _have_same_comments(self, file: TreeFile, final: TreeFile) -> bool:
        # Most commits of ours stand on the line as they were made.
        from clientfile.yamltext.comments import comment_texts

        texts = (self._versions.record(each.blob).text for each in (file, final))
        comments, due = map(comment_texts, texts)
        return comments == due

    def _turns(self, track: Track) -> list[_Turn]:
        """The commits that touch a file, in their order."""
        steps: dict[int, list[Step]] = {}
        for step in track.mine:
            steps.setdefault(step.number, []).append(step)
        renamings: dict[int, dict[str, str]] = {}
        if track.is_record and track.remote is not None and track.remote != track.base:
            content = self._versions.content(track.remote.blob) if self._renamings else b""
            for each in self._renamings:
                if each.old.encode() in content:
                    renamings.setdefault(each.number, {})[each.old] = each.new
        numbers = sorted(steps.keys() | renamings.keys())
        return [_Turn(each, steps.get(each, ()), renamings.get(each, {})) for each in numbers]

    def _take(
        self,
        track: Track,
        turn: _Turn,
        file: TreeFile | None,
        taken: Mapping[int, dict[str, Decision]],
        losses: list[Loss],
    ) -> TreeFile | None:
        """The file after a turn, from what it was on the line."""
        if turn.renamings and file is not None:
            file = replace(file, blob=follow(self._versions, file.blob, turn.renamings))
        decisions = taken.get(turn.number, {})
        for step in turn.steps:
            before, after = self._adapted(track, step)
            merged = merge_files(
                self._versions, before, file, after, record=track.is_record, decisions=decisions
            )
            values = {each.address: each.ours for each in merged.conflicts}
            typed = [name for name, each in decisions.items() if each.choice is None]
            if typed and after is not None:
                # A conflict that is decided by another value is none of the merge's any more.
                data = self._versions.data(after.blob)
                values |= {address: value_at(data, address) for address in typed}
            losses += [Loss(turn.number, address, value) for address, value in values.items()]
            file = merged.file
        return file

    def _last_takes(
        self, track: Track, turns: Sequence[_Turn], decisions: Decisions
    ) -> dict[int, dict[str, Decision]]:
        """The decisions that give up the remote's value, by the last commit of ours whose value
        is in its way.
        """
        last: dict[str, int] = {}
        file = track.remote
        for turn in turns:
            if turn.renamings and file is not None:
                file = replace(file, blob=follow(self._versions, file.blob, turn.renamings))
            for step in turn.steps:
                before, after = self._adapted(track, step)
                merged = merge_files(self._versions, before, file, after, record=track.is_record)
                last |= dict.fromkeys((each.address for each in merged.conflicts), turn.number)
                file = merged.file
        taken: dict[int, dict[str, Decision]] = {}
        for address, decision in decisions.items():
            if address in last and decision.choice != "theirs":
                taken.setdefault(last[address], {})[address] = decision
        return taken

    def _adapted(self, track: Track, step: Step) -> tuple[TreeFile | None, TreeFile | None]:
        before, after = (self._our_side.adapt(track, file) for file in (step.before, step.after))
        return before, after


def _rest_of_losses(merge: TrackMerge, losses: Sequence[Loss], number: int) -> Iterator[Loss]:
    """What decisions leave out of ours beside these losses: in the end the sides may disagree about
    another part than on the way there.
    """
    values = [each.value for each in losses]
    for address, value in merge.given_up:
        if value not in values:
            yield Loss(number, address, value)
