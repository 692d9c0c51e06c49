namespace Broker.Tests.Fixtures;

/// <summary>How a node of the tests gets its data from another: as Galera's rsync method, with cp.</summary>
/// <remarks>
/// The method that Debian ships comes with the package that also starts a server on the machine, and wants rsync, lsof and socat.
/// All nodes of a test are on one machine, so the donor copies into the joiner's directory. The protocol is that of
/// wsrep_sst_rsync: the joiner says <c>ready</c> and where; the donor has the tables flushed, copies, says <c>continue</c> and
/// <c>done</c>; the joiner says the position it then has. With <c>--bypass</c> the missing writes come by themselves, and only the
/// position is handed over.
/// </remarks>
internal static class GaleraStateTransfer
{
    /// <summary>The value of wsrep_sst_method.</summary>
    public const string Method = "local";

    private const string Script = """
        #!/bin/sh
        set -eu
        role= address= data= position= bypass=
        while [ $# -gt 0 ]; do
            case "$1" in
                --role) role=$2; shift ;;
                --address) address=$2; shift ;;
                --datadir) data=${2%/}; shift ;;
                --gtid) position=$2; shift ;;
                --bypass) bypass=yes ;;
            esac
            shift
        done

        wait_for() {
            tries=0
            until [ -s "$1" ]; do
                tries=$((tries + 1))
                [ "$tries" -lt 1200 ] || exit 110
                sleep 0.05
            done
        }

        if [ "$role" = joiner ]; then
            rm -f "$data/sst_done"
            echo "ready $data"
            wait_for "$data/sst_done"
            cat "$data/sst_done"
            rm -f "$data/sst_done"
            exit 0
        fi

        if [ -z "$bypass" ]; then
            rm -f "$data/tables_flushed"
            echo "flush tables"
            wait_for "$data/tables_flushed"
            position=$(cat "$data/tables_flushed")
            rm -f "$data/tables_flushed"
            find "$address" -mindepth 1 -maxdepth 1 ! -name galera.cache ! -name grastate.dat -exec rm -rf {} +
            for file in "$data"/*; do
                case "${file##*/}" in
                    galera.cache | grastate.dat | gvwstate.dat | ibtmp1) ;;
                    *) cp -a --sparse=always "$file" "$address/" ;;
                esac
            done
            echo "continue"
        fi
        printf '%s\n' "$position" > "$address/sst_next"
        mv "$address/sst_next" "$address/sst_done"
        echo "done $position"

        """;

    private static readonly Lazy<string> Written = new(static () =>
    {
        var directory = RunDirectory.Create("sst");
        var path = Path.Combine(directory, $"wsrep_sst_{Method}");
        File.WriteAllText(path, Script);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return directory;
    });

    /// <summary>The directory that has to be on the server's path.</summary>
    public static string ProgramDirectory => Written.Value;
}
