using Martin.Hub.Ops;
using Martin.Testing;
using Microsoft.Extensions.Configuration;

namespace Martin.Hub.Tests.Ops;

public sealed class SettingsTests
{
    [Fact]
    public void Without_anything_set_Martin_listens_on_loopback_with_its_own_keys()
    {
        var data = Path.Combine(RepoPaths.NewTempFolder("settings"), "martin");
        var settings = MartinSettings.Load(Configuration(("MARTIN_DATA", data)));
        Assert.Equal(("http://localhost:3000", "gpt-5.4", 32), (settings.Urls, settings.OpenAiModel, settings.EncryptionKey.Length));
        Assert.True(settings.JwtSecret.Length >= 32);
        Assert.Equal(settings.JwtSecret, MartinSettings.Load(Configuration(("MARTIN_DATA", data))).JwtSecret);
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new DirectoryInfo(data).UnixFileMode);
        foreach (var file in Directory.GetFiles(data)) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData("PORT", "8080", "http://localhost:8080")]
    [InlineData("urls", "http://+:3000", "http://+:3000")]
    public void The_address_can_be_set(string name, string value, string urls) => Assert.Equal(urls, MartinSettings.Read(Configuration((name, value))).Urls);

    [Theory]
    [InlineData("PORT", "99999")]
    [InlineData("urls", "localhost;3000", "ASPNETCORE_URLS")]
    [InlineData("MARTIN_PUBLIC_URL", "my.martin.example")]
    [InlineData("MARTIN_OWNER_KEY", "short")]
    [InlineData("DATABASE_URL", "mysql://user:hidden@host/db")]
    [InlineData("REDIS_URL", "10.1.1.1:6379")]
    [InlineData("REDIS_URL", "redis://10.1.1.1")]
    [InlineData("MARTIN_NODE_ADDRESS", "not a host!")]
    [InlineData("MARTIN_SILO_PORT", "-1")]
    [InlineData("MARTIN_GATEWAY_PORT", "11111")]
    [InlineData("OPENAI_BASE_URL", "ftp://host")]
    [InlineData("JWT_SECRET", "too short")]
    [InlineData("ENCRYPTION_KEY", "bm90IDMyIGJ5dGVz")]
    [InlineData("MARTIN_ORIGINS", "app.example.com")]
    [InlineData("MARTIN_TRUSTED_PROXIES", "10.0.0.0/64")]
    public void A_wrong_value_is_named_and_never_repeated(string name, string value, string? shown = null)
    {
        var wrong = Assert.Throws<SettingException>(() => MartinSettings.Read(Configuration((name, value))));
        Assert.StartsWith(shown ?? name, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
    }

    [Fact]
    public void Several_nodes_need_PostgreSQL_and_shared_secrets()
    {
        (string, string)[] nodes = [("REDIS_URL", "redis://host"), ("DATABASE_URL", "postgresql://u:p@host/db")];
        Assert.StartsWith("JWT_SECRET", Assert.Throws<SettingException>(() => MartinSettings.Read(Configuration(nodes))).Message, StringComparison.Ordinal);
        nodes = [.. nodes, ("JWT_SECRET", new string('s', 32))];
        Assert.StartsWith("ENCRYPTION_KEY", Assert.Throws<SettingException>(() => MartinSettings.Read(Configuration(nodes))).Message, StringComparison.Ordinal);
        nodes = [.. nodes, ("ENCRYPTION_KEY", Convert.ToBase64String(new byte[32]))];
        Assert.Equal("host:6379", MartinSettings.Read(Configuration(nodes)).RedisUrl!.ToString());
    }

    private static IConfiguration Configuration(params (string Name, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => new KeyValuePair<string, string?>(v.Name, v.Value))).Build();
}
