using System.Globalization;
using Martin.Bench;
using Martin.Bench.Rows;
using Martin.Bench.Upstream;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["upstream", var port])
{
    await new UpstreamServer().RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
    return 0;
}
Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
#if DEBUG
Console.Error.WriteLine("A Debug build measures nothing worth keeping: run with -c Release.");
#endif
var report = new Report();
await using (var arena = new Arena(options, report))
{
    foreach (var row in options.Rows)
    {
        Console.Error.WriteLine(row);
        try
        {
            await Row(row, arena);
        }
        catch (Exception e) when (e is not OutOfMemoryException) // one row that cannot be measured does not take the others with it
        {
            report.Broken(row, e.Message);
            Console.Error.WriteLine(e);
        }
    }
}
Console.WriteLine(report.ToMarkdown());
return 0;

static Task Row(string row, Arena arena) => row switch
{
    "paced50" => LoadRows.PacedAsync(arena, 50),
    "paced200" => LoadRows.PacedAsync(arena, 200),
    "burst" => LoadRows.BurstAsync(arena),
    "first-token" => LoadRows.FirstTokenAsync(arena),
    "second-device" => LoadRows.SecondDeviceAsync(arena),
    "resume" => ResumeRow.RunAsync(arena),
    "start" => StartRow.RunAsync(arena),
    "idle" => IdleRow.RunAsync(arena),
    "stalled" => StalledRow.RunAsync(arena),
    "writes" => WriteRow.RunAsync(arena),
    "notify" => NotifyRow.RunAsync(arena),
    "rows" => DatabaseRow.RunAsync(arena),
    "killed" => KilledRow.RunAsync(arena),
    "lists" => ListRows.RunAsync(arena),
    "memories" => MemoryRow.RunAsync(arena),
    "models" => ModelRow.RunAsync(arena),
    "offline" => OfflineRow.RunAsync(arena),
    "build" => BuildRow.RunAsync(arena),
    _ => throw new ArgumentOutOfRangeException(nameof(row), row, null),
};
