"""The embedded servers: real ones, each test in a project folder of its own."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
import redis

from taskforce.services import Home, Postgres, ServiceError, Urls, Valkey, running

CODE = Path(__file__).resolve().parents[2]
MakeProject = Callable[[str], Path]
PATIENCE = 60  # seconds after which what hangs is a failure

# Tells that it runs, then waits to be ended; Ctrl-C makes it end with the number that the database counts.
WAITING = """
import os, psycopg, sys
try:
    print("ready", flush=True)
    sys.stdin.read()
except KeyboardInterrupt:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        sys.exit(connection.execute("SELECT 2 + 3").fetchone()[0])
"""
# Tells that it runs, and of each Ctrl-C that it does not end.
STUBBORN = """
import signal, sys
signal.signal(signal.SIGINT, lambda *_: print("still here", flush=True))
print("ready", flush=True)
while True: signal.pause()
"""


@pytest.fixture
def make_project(tmp_path: Path) -> Iterator[MakeProject]:
    """Makes project folders where no server has run yet."""
    made: list[Path] = []

    def make(name: str) -> Path:
        made.append(tmp_path / name)
        made[-1].mkdir(parents=True)
        return made[-1]

    yield make
    for project in made:
        remove_all(project)


@pytest.fixture(scope="module")
def used_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    project = tmp_path_factory.mktemp("project")
    yield project
    remove_all(project)


@pytest.fixture
def project(used_project: Path) -> Iterator[Path]:
    """A project folder where servers have run before, and do not run now."""
    yield used_project
    for server in servers_of(used_project):
        server.stop()


def remove_all(project: Path) -> None:
    """Leave nothing behind, also not where root's servers keep their data."""
    for server in servers_of(project):
        server.stop()
    shutil.rmtree(Home.of(project).state)


def servers_of(project: Path) -> tuple[Postgres, Valkey]:
    home = Home.of(project)
    return Postgres(home), Valkey(home)


def is_clean(project: Path) -> bool:
    """Whether no process and no socket is left."""
    return not any(server.processes() or server.sockets.exists() for server in servers_of(project))


def query(urls: Urls, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(urls.database, autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def pings(urls: Urls) -> bool:
    with redis.Redis.from_url(urls.redis) as client:
        return bool(client.ping())


def postmaster_of(project: Path) -> psutil.Process:
    """The PostgreSQL process that is the parent of the others."""
    processes = servers_of(project)[0].processes()
    pids = {process.pid for process in processes}
    return next(process for process in processes if process.ppid() not in pids)


def kill_postmaster(project: Path) -> None:
    postmaster = postmaster_of(project)
    postmaster.kill()
    postmaster.wait()


@contextmanager
def living_process(home: Home) -> Iterator[int]:
    """A process of the servers' account that is no server: to a server it looks like one that may not be ignored."""
    account: dict[str, Any] = {"user": home.uid, "group": home.gid, "extra_groups": []} if home.as_other_account else {}
    with subprocess.Popen(["sleep", "600"], **account) as process:
        try:
            yield process.pid
        finally:
            process.kill()


def exec_command(project: Path, *words: str) -> list[str]:
    """The command line of `python -m taskforce.services exec -- ...` for another project folder than this one."""
    program = (
        "import sys; from pathlib import Path; from taskforce.services.__main__ import main;"
        "sys.exit(main(sys.argv[2:], project=Path(sys.argv[1])))"
    )
    return [sys.executable, "-c", program, str(project), "exec", "--", *words]


def environment(**variables: str) -> dict[str, str]:
    without = {"DATABASE_URL", "REDIS_URL", "TASKFORCE_ENV"}
    return {**{name: value for name, value in os.environ.items() if name not in without}, **variables}


def execute(project: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        exec_command(project, *words),
        cwd=CODE,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=60,
    )


@contextmanager
def executing(project: Path, program: str) -> Iterator[subprocess.Popen[str]]:
    """An `exec` whose command has begun, in a process group of its own, as a terminal would run it."""
    command = exec_command(project, sys.executable, "-c", program)
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=CODE, env=environment(), stdin=pipe, stdout=pipe, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_servers_answer_while_they_are_needed_and_leave_no_process_and_no_socket(make_project: MakeProject) -> None:
    project = make_project("project")
    with running(project) as urls:
        assert query(urls, "SELECT current_database()") == [("taskforce",)]
        assert pings(urls)
    assert is_clean(project)


def test_addresses_point_to_private_sockets_in_the_form_that_clients_read(project: Path) -> None:
    postgres, valkey = servers_of(project)
    with running(project) as urls:
        assert urls.database == f"postgresql://taskforce@/taskforce?host=%2Ftmp%2F{postgres.sockets.name}"
        assert urls.redis == f"unix:///tmp/{valkey.sockets.name}/valkey.sock?db=0"
        assert {stat.S_IMODE(server.sockets.stat().st_mode) for server in (postgres, valkey)} == {0o700}


def test_no_server_opens_a_network_port_so_a_busy_one_is_no_obstacle(project: Path) -> None:
    with running(project):
        processes = [process for server in servers_of(project) for process in server.processes()]
        assert len(processes) > 2
        assert [process.net_connections("inet") for process in processes] == [[] for _ in processes]


def test_letters_beyond_ascii_are_letters(project: Path) -> None:
    with running(project) as urls:
        query(urls, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
        assert query(urls, "SELECT 'É' ILIKE 'é', cardinality(show_trgm('ïé')) > 0") == [(True, True)]


def test_valkey_has_a_database_for_each_test_worker_and_keeps_nothing(project: Path) -> None:
    with running(project) as urls, redis.Redis.from_url(urls.redis.replace("db=0", "db=31")) as client:
        client.set("key", "value")
    with running(project) as urls, redis.Redis.from_url(urls.redis.replace("db=0", "db=31")) as client:
        assert client.get("key") is None


def test_the_path_of_the_project_may_have_spaces_and_be_longer_than_a_socket_allows(make_project: MakeProject) -> None:
    with running(make_project("/".join(["a folder with a long name"] * 10))) as urls:
        assert query(urls, "SELECT 1") == [(1,)]
        assert pings(urls)


def test_the_database_outlives_the_run(project: Path) -> None:
    with running(project) as urls:
        query(urls, "CREATE TABLE outlives AS SELECT 42 AS number")
    with running(project) as urls:
        assert query(urls, "SELECT number FROM outlives") == [(42,)]


def test_sockets_and_lock_files_of_a_killed_server_do_not_bar_the_start(project: Path) -> None:
    home = Home.of(project)
    with living_process(home) as pid:
        for server in servers_of(project):
            home.make_private(server.sockets)
            with socket.socket(socket.AF_UNIX) as stale:
                stale.bind(str(server.socket_path))
            os.chown(server.socket_path, home.uid, home.gid)
            server.socket_path.with_name(f"{server.socket_path.name}.lock").write_text(f"{pid}\n")
        with running(project) as urls:
            assert query(urls, "SELECT 1") == [(1,)]
            assert pings(urls)


def test_a_half_made_data_folder_is_made_anew(make_project: MakeProject) -> None:
    project = make_project("project")
    postgres, _ = servers_of(project)
    for folder in (postgres.folder, postgres.folder.with_suffix(".new")):
        (folder / "base").mkdir(parents=True)
        (folder / "PG_VERSION").write_text("18\n")
    with running(project) as urls:
        assert query(urls, "SELECT 1") == [(1,)]


def test_a_complete_data_folder_that_does_not_start_is_kept_and_the_error_names_the_log(project: Path) -> None:
    with running(project) as urls:
        query(urls, "CREATE TABLE unstartable AS SELECT 42 AS number")
    postgres, _ = servers_of(project)
    settings = postgres.folder / "postgresql.auto.conf"
    settings.write_text("shared_buffers = nonsense\n")
    with pytest.raises(ServiceError, match="PostgreSQL did not start") as error, running(project):
        pytest.fail("it started")
    assert str(postgres.log) in str(error.value)
    assert is_clean(project)
    settings.write_text("")
    with running(project) as urls:
        assert query(urls, "SELECT number FROM unstartable") == [(42,)]


def test_a_killed_postmaster_is_replaced_and_the_data_is_kept(project: Path) -> None:
    with running(project) as urls:
        query(urls, "CREATE TABLE killed AS SELECT 42 AS number")
        kill_postmaster(project)
        with running(project) as again:
            assert query(again, "SELECT number FROM killed") == [(42,)]
    assert is_clean(project)


def test_a_killed_postmaster_whose_children_live_on_is_replaced(project: Path) -> None:
    with running(project) as urls, closing(psycopg.connect(urls.database)) as busy:
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1e12)")
        child = psutil.Process(busy.info.backend_pid)
        kill_postmaster(project)
        assert child.is_running()
        with running(project) as again:
            assert query(again, "SELECT 1") == [(1,)]
            assert child not in servers_of(project)[0].processes()


def test_a_pid_that_another_process_got_since_does_not_pass_for_a_server(project: Path) -> None:
    with running(project):
        kill_postmaster(project)
    home = Home.of(project)
    pid_file = Postgres(home).folder / "postmaster.pid"
    with living_process(home) as pid:
        _, *others = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(pid), *others, ""]))
        with running(project) as urls:
            assert query(urls, "SELECT 1") == [(1,)]


def test_folders_removed_under_a_running_server_are_made_anew(make_project: MakeProject) -> None:
    project = make_project("project")
    with running(project) as urls:
        query(urls, "CREATE TABLE gone AS SELECT 42 AS number")
        for server in servers_of(project):
            shutil.rmtree(server.folder)
        with running(project) as again:
            assert query(again, "SELECT to_regclass('gone')") == [(None,)]
            assert pings(again)
    assert is_clean(project)


def test_sockets_removed_under_a_running_server_are_made_anew(project: Path) -> None:
    with running(project):
        for server in servers_of(project):
            shutil.rmtree(server.sockets)
        with running(project) as again:
            assert query(again, "SELECT 1") == [(1,)]
            assert pings(again)
    assert is_clean(project)


def test_a_server_of_a_folder_that_was_moved_away_is_not_taken_for_ours(project: Path) -> None:
    with running(project) as urls:
        folder = Postgres(Home.of(project)).folder
        moved = folder.rename(folder.with_name("moved"))
        (folder / "global").mkdir(parents=True)
        for name in ("PG_VERSION", "global/pg_control"):
            shutil.copy(moved / name, folder / name)
        with pytest.raises(ServiceError, match="stop it first"), running(project):
            pytest.fail("it was used")
        shutil.rmtree(folder)
        moved.rename(folder)
        assert query(urls, "SELECT 1") == [(1,)]
    assert is_clean(project)


def test_a_server_whose_folder_was_moved_away_is_stopped(project: Path) -> None:
    folder = Postgres(Home.of(project)).folder
    with running(project):
        moved = folder.rename(folder.with_name("moved"))
    assert is_clean(project)
    moved.rename(folder)
    with running(project) as urls:
        assert query(urls, "SELECT 1") == [(1,)]


def test_a_link_in_the_place_of_the_sockets_is_refused(project: Path, tmp_path: Path) -> None:
    postgres, _ = servers_of(project)
    postgres.sockets.symlink_to(tmp_path)
    with pytest.raises(ServiceError, match="not a private folder"), running(project):
        pytest.fail("it started")
    assert postgres.sockets.is_symlink()
    postgres.sockets.unlink()


def test_two_clones_have_servers_of_their_own(project: Path, make_project: MakeProject) -> None:
    one, other = project, make_project("other")
    with running(one) as urls_of_one, running(other) as urls_of_other:
        query(urls_of_one, "CREATE TABLE mine AS SELECT 42 AS number")
        assert query(urls_of_other, "SELECT to_regclass('mine')") == [(None,)]
        assert urls_of_one.redis != urls_of_other.redis
    assert is_clean(one)
    assert is_clean(other)


def test_two_runs_in_one_clone_share_the_servers_and_the_last_one_out_stops_them(project: Path) -> None:
    with running(project) as urls:
        with executing(project, WAITING) as process:
            process.communicate("")
            assert process.returncode == 0
        assert query(urls, "SELECT 1") == [(1,)]
        assert pings(urls)
    assert is_clean(project)


def test_servers_of_a_run_that_was_killed_are_taken_over_and_stopped(project: Path) -> None:
    with executing(project, WAITING) as process:
        before = postmaster_of(project)
        process.kill()
        process.wait()
    with running(project) as urls:
        assert query(urls, "SELECT 1") == [(1,)]
        assert postmaster_of(project) == before
    assert is_clean(project)


def test_addresses_that_are_set_are_used_and_nothing_is_started(make_project: MakeProject) -> None:
    project = make_project("project")
    given = {"DATABASE_URL": "postgresql://elsewhere/", "REDIS_URL": "redis://elsewhere/"}
    result = execute(project, "sh", "-c", 'echo "$DATABASE_URL $REDIS_URL"', **given)
    assert result.stdout == "postgresql://elsewhere/ redis://elsewhere/\n"
    assert list(Home.of(project).state.iterdir()) == []


def test_only_the_address_that_is_missing_gets_a_server(make_project: MakeProject) -> None:
    project = make_project("project")
    with running(project, database="postgresql://elsewhere/") as urls:
        assert urls.database == "postgresql://elsewhere/"
        assert pings(urls)
        postgres, _ = servers_of(project)
        assert not postgres.processes()


def test_libpq_variables_of_the_user_do_not_lead_the_command_elsewhere(project: Path) -> None:
    connect = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).info.dbname)"
    result = execute(project, sys.executable, "-c", connect, PGPORT="1", PGSERVICE="none", PGOPTIONS="-c nonsense=1")
    assert result.stdout == "taskforce\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["sh", "-c", "exit 7"], 7),
        (["sh", "-c", "kill -9 $$"], 128 + 9),
        (["/no-such-command"], 127),
        (["/"], 126),
    ],
)
def test_the_exit_code_is_the_commands(project: Path, words: list[str], code: int) -> None:
    urls = {"DATABASE_URL": "postgresql://elsewhere/", "REDIS_URL": "redis://elsewhere/"}
    assert execute(project, *words, **urls).returncode == code


def test_a_command_line_that_is_not_understood_gets_the_usage(project: Path) -> None:
    result = execute(project)
    assert result.returncode == 2
    assert result.stderr.startswith("usage:")


def test_production_never_gets_embedded_servers(project: Path) -> None:
    result = execute(project, "true", TASKFORCE_ENV="production", REDIS_URL="redis://elsewhere/")
    assert result.returncode == 1
    assert "DATABASE_URL" in result.stderr


def test_sigterm_ends_the_command_and_the_servers(project: Path) -> None:
    with executing(project, WAITING) as process:
        process.terminate()
        assert process.wait(PATIENCE) == 128 + signal.SIGTERM
    assert is_clean(project)


def test_ctrl_c_reaches_the_command_which_still_has_its_servers_until_it_ends(project: Path) -> None:
    with executing(project, WAITING) as process:
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(PATIENCE) == 5
    assert is_clean(project)


def test_a_second_ctrl_c_kills_a_command_that_does_not_end(project: Path) -> None:
    with executing(project, STUBBORN) as process:
        assert process.stdout is not None
        for _ in range(10):  # a signal that comes while the one before it waits is lost
            os.killpg(process.pid, signal.SIGINT)
            if not process.stdout.readline():
                break
        assert process.wait(PATIENCE) == 128 + signal.SIGKILL
    assert is_clean(project)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can run the servers as another account")
def test_root_runs_the_servers_as_another_account_and_opens_no_folder_to_it(make_project: MakeProject) -> None:
    project = make_project("closed/project")
    project.parent.chmod(0o700)
    parents = {parent: stat.S_IMODE(parent.stat().st_mode) for parent in (project, *project.parents)}
    with running(project):
        owners = {process.username() for server in servers_of(project) for process in server.processes()}
    assert owners == {"nobody"}
    assert {parent: stat.S_IMODE(parent.stat().st_mode) for parent in parents} == parents
    assert list(project.iterdir()) == []
