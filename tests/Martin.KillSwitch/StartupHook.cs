using System.Diagnostics;
using System.Globalization;

#pragma warning disable CA1050 // the runtime asks for exactly this name, in no namespace

/// <summary>
/// Kills the process it is loaded into at a chosen diagnostics event of the listeners "Martin.Turns" and "Martin.Actions": <c>MARTIN_KILL_AT=name[:n]</c>
/// (n-th such event of this process, 1 unless given). Does so once: <c>MARTIN_KILL_MARKER</c> names a file that is made first.
/// </summary>
public static class StartupHook
{
    public static void Initialize()
    {
        var at = Environment.GetEnvironmentVariable("MARTIN_KILL_AT");
        var marker = Environment.GetEnvironmentVariable("MARTIN_KILL_MARKER");
        if (string.IsNullOrEmpty(at) || string.IsNullOrEmpty(marker) || File.Exists(marker)) return;
        var parts = at.Split(':');
        var count = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
        DiagnosticListener.AllListeners.Subscribe(new Listeners(new Switch(parts[0], count, marker)));
    }

    private sealed class Listeners(Switch killer) : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name is "Martin.Turns" or "Martin.Actions") value.Subscribe(killer, killer.Wants);
        }

        public void OnCompleted() { }
        public void OnError(Exception error) { }
    }

    private sealed class Switch(string name, int count, string marker) : IObserver<KeyValuePair<string, object?>>
    {
        private int seen;

        public bool Wants(string e) => e == name;

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key != name || Interlocked.Increment(ref seen) != count) return;
            File.WriteAllText(marker, $"{name}:{count}\n");
            using var self = Process.GetCurrentProcess();
            self.Kill(); // SIGKILL
            self.WaitForExit(); // nothing after it runs, in this thread or any other
        }

        public void OnCompleted() { }
        public void OnError(Exception error) { }
    }
}
