"""The ways in: the lock files, `script/setup` on machines of several kinds, `script/server` to its Ctrl-C."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
SCRIPTS = sorted([*ROOT.glob("script/*"), ROOT / ".ci/run"])
LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]
SYSTEM_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
WISHES = "fonts-hanazono fonts-lxgw-wenkai"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_executed_and_is_valid_bash(script):
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


class TestLockFiles:
    @pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
    def test_names_no_address_and_no_index(self, lock):
        assert not re.search(r"://|--(extra-)?index|--find-links|@ ?file|@ ?git", lock.read_text())

    @pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
    def test_pins_every_package_with_hashes(self, lock):
        text = re.sub(r"^ *#.*\n", "", lock.read_text(), flags=re.M)
        entries = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if entry]

        loose = [entry for entry in entries if not re.match(r"\S+==\S+.*\\\n +--hash=sha256:", entry)]

        assert entries
        assert loose == []

    def test_holds_every_package_that_the_project_names(self):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())
        named = {plain_name(line) for line in project["project"]["dependencies"]}

        assert named <= locked_names(LOCKS[0])

    def test_has_the_same_versions_for_running_and_for_testing(self):
        pins = [set(re.findall(r"^\S+==[^ ;]+", lock.read_text(), flags=re.M)) for lock in LOCKS]

        assert pins[0] < pins[1]


def plain_name(requirement):
    return re.match(r"[\w.-]+", requirement).group().lower().replace("_", "-")


def locked_names(lock):
    return {plain_name(line) for line in re.findall(r"^\S+(?===)", lock.read_text(), flags=re.M)}


class Machine:
    """A folder that `script/setup` takes for a whole machine: only the programs put there exist."""

    BASICS = ("bash", "cat", "dirname", "env", "find", "grep", "mktemp", "rm", "sha256sum")

    def __init__(self, root):
        self.root, self.bin, self.log = root, root / "bin", root / "log"
        self.installed = root / "installed"
        self.bin.mkdir()
        self.log.touch()
        self.installed.touch()
        for name in self.BASICS:
            (self.bin / name).symlink_to(shutil.which(name))
        self.put("id", "echo 0")
        self.project = root / "project"
        (self.project / "script").mkdir(parents=True)
        shutil.copy(ROOT / "script/setup", self.project / "script")
        for lock in LOCKS:
            (self.project / lock.name).write_text("something==1\n")

    def put(self, name, text):
        """Install a program that does what the lines of bash say, having written down how it was called."""
        path = self.root / name if "/" in name else self.bin / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!{shutil.which("bash")}\necho "{path.name} $*" >> {self.log}\n{text}\n')
        path.chmod(0o755)

    def with_debian(self, installed="", wishes=WISHES):
        self.installed.write_text(f"{installed} {wishes}\n")
        self.put("dpkg-query", f'grep -qw -- "${{@: -1}}" {self.installed} && echo -n installed')
        self.put("apt-get", f'[ "$1" = update ] || echo "$*" >> {self.installed}')
        return self

    def with_python(self):
        self.put("project/.venv/bin/python", 'case "$*" in *pip\\ install*) exit ${PIP_RESULT:-0} ;; esac')
        return self

    def set_up(self, *arguments, **environment):
        self.log.write_text("")
        return subprocess.run(
            [self.project / "script/setup", *arguments],
            env={"PATH": str(self.bin), "HOME": str(self.root), **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def calls(self, name):
        return [line for line in self.log.read_text().splitlines() if line.startswith(name)]


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


class TestSetUp:
    def test_names_what_to_install_where_there_is_no_apt(self, machine):
        machine.with_python().put("ldconfig", "true")
        machine.put("fc-list", "true")

        done = machine.set_up()

        assert done.returncode == 1
        assert f"apt-get install {SYSTEM_PACKAGES}" in done.stderr
        assert "HarfBuzz" in done.stderr

    def test_is_content_without_apt_where_libraries_and_fonts_are_there(self, machine):
        libraries = "libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0"
        machine.with_python().put("ldconfig", f"printf '%s\\n' {libraries}")
        machine.put("fc-list", "echo 'Noto Sans CJK SC'")

        done = machine.set_up()

        assert done.returncode == 0, done.stderr

    def test_names_what_to_install_where_the_user_may_not(self, machine):
        machine.with_debian("libpango-1.0-0").with_python().put("id", "echo 1000")

        done = machine.set_up()

        assert done.returncode == 1
        assert "apt-get install libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk" in done.stderr
        assert machine.calls("apt-get") == []

    def test_asks_sudo_when_not_root(self, machine):
        machine.with_debian().with_python().put("id", "echo 1000")
        machine.put("sudo", '"$@"')

        done = machine.set_up()

        assert done.returncode == 0, done.stderr
        assert len(machine.calls("sudo")) == 2

    def test_installs_only_what_is_missing_after_an_update(self, machine):
        machine.with_debian("libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0").with_python()

        done = machine.set_up()

        assert done.returncode == 0, done.stderr
        first, second = machine.calls("apt-get")
        assert first.startswith("apt-get update")
        assert second.endswith(" fonts-noto-cjk")
        assert "libpango" not in second

    def test_shows_what_apt_said_when_it_failed(self, machine):
        machine.with_debian().with_python().put("apt-get", "echo 'no space left' >&2; exit 100")

        done = machine.set_up()

        assert done.returncode == 1
        assert "no space left" in done.stderr

    def test_asks_once_for_the_fonts_that_are_only_wished_for(self, machine):
        machine.with_debian(SYSTEM_PACKAGES, wishes="").with_python()

        machine.set_up()
        assert machine.calls("apt-get")[-1].endswith(f" {WISHES}")

        machine.installed.write_text(SYSTEM_PACKAGES)
        machine.set_up()
        assert machine.calls("apt-get") == []

    def test_goes_on_without_the_fonts_that_are_only_wished_for(self, machine):
        machine.with_debian(SYSTEM_PACKAGES, wishes="").with_python().put("apt-get", "exit 100")

        done = machine.set_up()

        assert done.returncode == 0
        assert f"没有装上字体（fonts not installed，可以以后再装）：{WISHES}" in done.stderr

    def test_asks_once_for_an_open_fangsong_and_goes_on_without(self, machine):
        machine.with_debian(SYSTEM_PACKAGES).with_python().put("dpkg-deb", "true")
        machine.put("project/script/fangsong", "exit 1")

        done = machine.set_up()
        assert done.returncode == 0
        assert "没有装上仿宋字体" in done.stderr
        assert len(machine.calls("fangsong")) == 1

        machine.set_up()
        assert machine.calls("fangsong") == []

    def test_installs_chromium_for_the_tests_only(self, machine):
        machine.with_debian(SYSTEM_PACKAGES).with_python()

        machine.set_up()
        assert machine.calls("apt-get") == []

        machine.set_up("--tests")
        assert machine.calls("apt-get")[-1].endswith(" libatomic1 chromium")

    def test_is_content_with_another_browser(self, machine):
        machine.with_debian(f"{SYSTEM_PACKAGES} libatomic1").with_python().put("google-chrome", "true")

        machine.set_up("--tests")

        assert machine.calls("apt-get") == []

    def test_installs_python_packages_with_their_hashes(self, machine):
        machine.with_debian(SYSTEM_PACKAGES).with_python()

        machine.set_up()

        (call,) = machine.calls("python -m pip")
        assert "--require-hashes" in call
        assert call.endswith("-r requirements.lock")

    def test_does_nothing_the_second_time(self, machine):
        machine.with_debian(SYSTEM_PACKAGES).with_python().set_up()

        done = machine.set_up()

        assert done.returncode == 0
        assert machine.calls("python -m pip") == machine.calls("apt-get") == []

    def test_knows_that_the_lock_for_tests_holds_the_other(self, machine):
        machine.with_debian(f"{SYSTEM_PACKAGES} libatomic1 chromium").with_python().set_up("--tests")

        machine.set_up()

        assert machine.calls("python -m pip") == []

    def test_installs_again_when_the_lock_has_changed(self, machine):
        machine.with_debian(SYSTEM_PACKAGES).with_python().set_up()
        (machine.project / "requirements.lock").write_text("something==2\n")

        machine.set_up()

        assert len(machine.calls("python -m pip")) == 1

    def test_tries_again_after_an_installation_that_failed(self, machine):
        machine.with_debian(SYSTEM_PACKAGES).with_python()

        failed = machine.set_up(PIP_RESULT="1")
        again = machine.set_up()

        assert failed.returncode == 1
        assert again.returncode == 0
        assert len(machine.calls("python -m pip")) == 1

    def test_refuses_an_option_it_does_not_know(self, machine):
        assert machine.set_up("--everything").returncode == 2
