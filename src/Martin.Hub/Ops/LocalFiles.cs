using System.Security.Cryptography;
using Martin.Data.Secrets;

namespace Martin.Hub.Ops;

/// <summary>What lies in the data folder beside the database: files for this user's eyes only.</summary>
public static class LocalFiles
{
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnlyFile | UnixFileMode.UserExecute;

    public static string DefaultDirectory => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "martin");

    public static string OwnerKeyPath(MartinSettings settings) => Path.Combine(settings.DataDirectory, "owner.key");

    /// <summary>Makes the folder, and the secrets that are not given when this node is alone (with others they must be given).</summary>
    public static MartinSettings Complete(MartinSettings settings)
    {
        try
        {
            MakeFolder(settings.DataDirectory);
            if (settings.DatabaseUrl is null && !File.Exists(settings.SqlitePath)) WriteSecret(settings.SqlitePath, "");  // for its mode; SQLite takes an empty file
            return settings with
            {
                JwtSecret = settings.JwtSecret.Length > 0 ? settings.JwtSecret : Kept(settings, "jwt.secret", "JWT_SECRET", text => text.Length >= 32, () => Secrets.New()),
                EncryptionKey = settings.EncryptionKey.Length > 0 ? settings.EncryptionKey
                    : Convert.FromBase64String(Kept(settings, "encryption.key", "ENCRYPTION_KEY", IsKey, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBox.KeyBytes)))),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException("MARTIN_DATA", "should be a folder that Martin may write to");
        }
    }

    /// <returns>null when there is no such file.</returns>
    public static string? ReadSecret(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;

    /// <summary>Writes a file of mode 0600, whole or not at all.</summary>
    public static void WriteSecret(string path, string secret)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnlyFile;
        using (var writer = new StreamWriter(draft, options)) writer.Write(secret);
        File.Move(draft, path, overwrite: true);
    }

    private static void MakeFolder(string path)
    {
        if (Directory.Exists(path)) return;  // its mode is the user's choice then
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnlyFolder);
    }

    private static string Kept(MartinSettings settings, string file, string variable, Func<string, bool> valid, Func<string> make)
    {
        var path = Path.Combine(settings.DataDirectory, file);
        if (ReadSecret(path) is { } kept)
            return valid(kept) ? kept : throw new SettingException(variable, $"cannot be taken from {path}: the file is damaged");
        var secret = make();
        WriteSecret(path, secret);
        return secret;
    }

    private static bool IsKey(string text) => Convert.TryFromBase64String(text, new byte[SecretBox.KeyBytes], out var written) && written == SecretBox.KeyBytes;
}
