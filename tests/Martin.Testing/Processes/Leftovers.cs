using System.Diagnostics;

namespace Martin.Testing.Processes;

/// <summary>
/// Cleans up after a test process that was itself killed. A small shell reads from our pipe what we started (by pid) and which folders
/// we made; when the pipe closes it kills exactly those pids and removes those folders. In good order there is nothing left to do.
/// </summary>
public static class Leftovers
{
    private const string Script = """
        trap '' HUP INT TERM # a signal to the whole group, such as Ctrl-C, must not end it before its work
        pids=' '; dirs=''
        while read -r kind what; do
          case $kind in
            +) pids="$pids$what ";;
            -) case $pids in *" $what "*) pids="${pids%% $what *} ${pids#* $what }";; esac;; # twice told, the list would double each time
            d) dirs="$dirs $what";;
          esac
        done
        for p in $pids; do kill -9 "$p" 2>/dev/null; done
        for d in $dirs; do case $d in */martin-*) rm -rf "$d";; esac; done
        """;

    private static readonly Lock Gate = new();
    private static readonly Lazy<Process> Shell = new(() => Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true })!);

    public static void Started(int pid) => Tell('+', pid.ToString(null, null));

    public static void Ended(int pid) => Tell('-', pid.ToString(null, null));

    public static void Folder(string path)
    {
        if (!path.Contains(' ', StringComparison.Ordinal)) Tell('d', path);
    }

    private static void Tell(char kind, string what)
    {
        lock (Gate)
        {
            Shell.Value.StandardInput.Write($"{kind} {what}\n");
            Shell.Value.StandardInput.Flush();
        }
    }
}
