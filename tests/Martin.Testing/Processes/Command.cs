using System.Diagnostics;

namespace Martin.Testing.Processes;

/// <summary>Runs short commands to their end.</summary>
internal static class Command
{
    /// <summary>The command's output. <paramref name="input"/> goes to its standard input.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public static async Task<string> RunAsync(string file, IEnumerable<string> arguments, string? input = null, string? folder = null)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (folder is not null) start.WorkingDirectory = folder;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Path.GetFileName(file)} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {await errors}{await output}");
        return await output;
    }

    /// <summary>Full path of a program in PATH or in one of <paramref name="furtherFolders"/>.</summary>
    /// <exception cref="FileNotFoundException">It is not installed.</exception>
    public static string Find(string name, string package, params IEnumerable<string> furtherFolders)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(furtherFolders);
        return folders.Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"'{name}' is not installed: these tests start a real server (on Debian: apt-get install {package}).", name);
    }
}
