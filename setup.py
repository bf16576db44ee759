"""Builds the package: what pyproject.toml says, and the catalogues of its languages compiled."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py

LOCALE = Path(__file__).parent / "clientfile" / "locale"


class BuildWithCatalogues(build_py):
    """The build of the package, each `clientfile.po` compiled to a `.mo` beside it first."""

    def run(self):
        """Compile the catalogues, then build: the package data has them."""
        for source in LOCALE.glob("*/LC_MESSAGES/clientfile.po"):
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, read_po(po))
        # The list of files may have been made before.
        self.__dict__.pop("data_files", None)
        super().run()


setup(cmdclass={"build_py": BuildWithCatalogues})
