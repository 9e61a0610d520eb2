using System.Globalization;

namespace Martin.Bench;

/// <summary>The command line: rows to run and how long.</summary>
internal sealed record Options
{
    public static readonly string[] AllRows = ["paced50", "paced200", "burst", "first-token", "second-device", "resume", "start"];

    /// <summary>Only when they are named.</summary>
    public static readonly string[] OnDemand =
        ["idle", "stalled", "writes", "notify", "rows", "killed", "models", "memories", "offline", "build", "lists"];

    private static readonly string[] Flags =
        ["--quick", "--pairs", "--tokens", "--cuts", "--warmups", "--floor-only", "--database", "--only", "--connections", "--writes", "--turns", "--kills", "--freezes"];

    public required IReadOnlyList<string> Rows { get; init; }
    /// <summary>Measured pairs P F after the warm-up.</summary>
    public required int Pairs { get; init; }
    /// <summary>Tokens per answer in the paced rows; one every 20 ms.</summary>
    public required int Tokens { get; init; }
    /// <summary>Runs of both sides before the measured ones, where so many are enough for the row; --warmups overrides.</summary>
    public int WarmUps(int enough) => warmUps ?? (Quick ? 1 : enough);
    public required int BurstTokens { get; init; }
    public required int Cuts { get; init; }
    public required int Starts { get; init; }
    /// <summary>Idle ones.</summary>
    public required int Connections { get; init; }
    /// <summary>Measured writes, approvals and notifications of each kind.</summary>
    public required int Writes { get; init; }
    /// <summary>Whose rows are weighed.</summary>
    public required int Turns { get; init; }
    /// <summary>Nodes that are killed, and nodes that are frozen, while they drive turns.</summary>
    public required int Kills { get; init; }
    public required int Freezes { get; init; }
    public required bool Quick { get; init; }
    /// <summary>Only F, to try the bench itself.</summary>
    public required bool FloorOnly { get; init; }

    /// <summary>"sqlite" or "postgres" for the lists on a fresh one; a data folder or a postgresql:// URL to be filled at the first run and used again later; null is both, fresh.</summary>
    public required string? Database { get; init; }

    /// <summary>Parts of the names of the lists to measure, by commas; null is all.</summary>
    public required string? Only { get; init; }

    private int? warmUps;

    public const int EveryUs = 20_000;

    /// <exception cref="ArgumentException">An unknown row or flag; the message says what there is.</exception>
    public static Options Parse(string[] args)
    {
        var quick = args.Contains("--quick");
        var rows = args.Where(a => !a.StartsWith("--", StringComparison.Ordinal)).ToList();
        foreach (var row in rows)
            if (row != "paced" && !AllRows.Contains(row) && !OnDemand.Contains(row))
                throw new ArgumentException($"No row '{row}'. Rows: {string.Join(", ", AllRows)}, paced (both); on demand: {string.Join(", ", OnDemand)}.");
        foreach (var flag in args.Where(a => a.StartsWith("--", StringComparison.Ordinal)))
            if (!Flags.Contains(flag.Split('=')[0]))
                throw new ArgumentException($"No flag '{flag}'. Flags: {string.Join(", ", Flags)}; most of them as --flag=N, --database=sqlite, postgres, FOLDER or URL, --only=NAME of a list.");
        if (rows.Remove("paced")) rows.AddRange(["paced50", "paced200"]);
        return new Options
        {
            Rows = rows.Count == 0 ? AllRows : rows,
            Pairs = Number(args, "--pairs", quick ? 1 : 3),
            Tokens = Number(args, "--tokens", quick ? 100 : 1_000),
            BurstTokens = quick ? 500 : 4_000,
            Cuts = Number(args, "--cuts", quick ? 50 : 1_000),
            Starts = quick ? 2 : 5,
            Connections = Number(args, "--connections", quick ? 200 : 5_000),
            Writes = Number(args, "--writes", quick ? 30 : 400),
            Turns = Number(args, "--turns", quick ? 50 : 1_000),
            Kills = Number(args, "--kills", quick ? 2 : 20),
            Freezes = Number(args, "--freezes", quick ? 1 : 3),
            Quick = quick,
            FloorOnly = args.Contains("--floor-only"),
            Database = args.LastOrDefault(a => a.StartsWith("--database=", StringComparison.Ordinal))?["--database=".Length..],
            Only = args.LastOrDefault(a => a.StartsWith("--only=", StringComparison.Ordinal))?["--only=".Length..],
            warmUps = Number(args, "--warmups", 0) is var given and > 0 ? given : null,
        };
    }

    private static int Number(string[] args, string flag, int otherwise) =>
        args.LastOrDefault(a => a.StartsWith(flag + "=", StringComparison.Ordinal)) is { } given
            ? int.Parse(given.AsSpan(flag.Length + 1), CultureInfo.InvariantCulture) : otherwise;
}
