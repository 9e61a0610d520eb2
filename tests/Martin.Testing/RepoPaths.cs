namespace Martin.Testing;

/// <summary>Where built parts and shared files lie, found from the running assembly so that no machine path is written anywhere.</summary>
public static class RepoPaths
{
    /// <summary>The folder with Martin.sln above the running assembly.</summary>
    public static string Root { get; } = FindUpwards("Martin.sln")
        ?? throw new InvalidOperationException($"No Martin.sln above {AppContext.BaseDirectory}: tests and bench run from their build output inside the repository.");

    /// <summary>"Debug" or "Release", as the running assembly was built.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>A provider's published description when the shared reference folder lies beside the repository, else null.</summary>
    /// <param name="file">Its name, such as <c>openai.openapi.json</c>.</param>
    public static string? ApiDescription(string file) => Reference("api", file);

    /// <summary>A file of the shared reference folder when that lies beside the repository, else null.</summary>
    public static string? Reference(string folder, string file)
    {
        var relative = Path.Combine("shared", "reference", folder, file);
        return FindUpwards(relative) is { } root ? Path.Combine(root, relative) : null;
    }

    /// <summary>The built assembly of a project, e.g. <c>Built("src", "Martin.Hub")</c>.</summary>
    /// <exception cref="FileNotFoundException">It has not been built in this configuration.</exception>
    public static string Built(string folder, string project)
    {
        var path = Path.Combine(Root, folder, project, "bin", Configuration, "net10.0", project + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"Build {folder}/{project} in {Configuration} first.", path);
    }

    /// <summary>A fresh folder under the temp path, removed when this process has gone, however it goes.</summary>
    public static string NewTempFolder(string purpose)
    {
        var path = Path.Combine(Path.GetTempPath(), $"martin-{purpose}-{Guid.NewGuid():N}"[..(20 + purpose.Length)]);
        Directory.CreateDirectory(path);
        Processes.Leftovers.Folder(path);
        return path;
    }

    private static string? FindUpwards(string relative)
    {
        for (var dir = new DirectoryInfo(AppContext.BaseDirectory); dir is not null; dir = dir.Parent)
            if (File.Exists(Path.Combine(dir.FullName, relative))) return dir.FullName;
        return null;
    }
}
