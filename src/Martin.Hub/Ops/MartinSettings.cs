using System.Text;
using Martin.Plugins.Memory.Pinecone;

namespace Martin.Hub.Ops;

/// <summary>What the environment says (CONTRACT, section 1), checked once at start.</summary>
public sealed record MartinSettings
{
    public const string DefaultUrls = "http://localhost:3000";

    /// <summary>Where to listen, separated by semicolons; loopback unless told otherwise.</summary>
    public required string Urls { get; init; }

    /// <summary>The address that phones, redirects and webhooks use; null: the one it listens on.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>The folder of the SQLite file, keys and attachments.</summary>
    public required string DataDirectory { get; init; }

    public string? OwnerKey { get; init; }

    /// <summary>postgresql://…; null: SQLite in <see cref="DataDirectory"/>.</summary>
    public string? DatabaseUrl { get; init; }

    /// <summary>null: this process is alone.</summary>
    public RedisUrl? RedisUrl { get; init; }

    /// <summary>The address at which other nodes reach this one; null: loopback.</summary>
    public string? NodeAddress { get; init; }

    public int SiloPort { get; init; }
    public int GatewayPort { get; init; }

    public string? OpenAiApiKey { get; init; }
    public required string OpenAiModel { get; init; }
    public Uri? OpenAiBaseUrl { get; init; }

    /// <summary>null: OpenAI's own default, and none of a compatible server that needs no key.</summary>
    public string? OpenAiEmbeddingModel { get; init; }

    /// <summary>Gemini's; null: Martin works without it.</summary>
    public string? GoogleApiKey { get; init; }
    public required string GeminiModel { get; init; }
    public Uri? GeminiBaseUrl { get; init; }

    /// <summary>null: memories are searched in the database.</summary>
    public PineconeSettings? Pinecone { get; init; }

    /// <summary>PINECONE_ENVIRONMENT is set, which Pinecone no longer has.</summary>
    public bool NamesPineconeEnvironment { get; init; }

    /// <summary>At least 32 characters; access tokens are signed over its UTF-8 bytes.</summary>
    public string JwtSecret { get; init; } = "";

    /// <summary>32 bytes; stored secrets are sealed with it.</summary>
    public byte[] EncryptionKey { get; init; } = [];

    /// <summary>Origins beside Martin's own whose pages may call it, such as https://app.example.org.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    public IReadOnlyList<System.Net.IPNetwork> TrustedProxies { get; init; } = [];

    public byte[] JwtKey => Encoding.UTF8.GetBytes(JwtSecret);
    public string SqlitePath => Path.Combine(DataDirectory, "martin.db");

    /// <summary>Reads, checks, makes the data folder and, where this node is alone, the secrets that are not given.</summary>
    /// <exception cref="SettingException">A value is wrong or missing.</exception>
    public static MartinSettings Load(IConfiguration configuration) => LocalFiles.Complete(Read(configuration));

    /// <summary>Reads and checks; touches no file.</summary>
    /// <exception cref="SettingException">A value is wrong or missing.</exception>
    public static MartinSettings Read(IConfiguration configuration)
    {
        var read = new SettingReader(configuration);
        var settings = new MartinSettings
        {
            Urls = read.Urls(),
            PublicUrl = read.HttpUrl("MARTIN_PUBLIC_URL"),
            DataDirectory = read.Directory("MARTIN_DATA") ?? LocalFiles.DefaultDirectory,
            OwnerKey = read.Text("MARTIN_OWNER_KEY", minLength: 8),
            DatabaseUrl = read.Parsed("DATABASE_URL", url => { Data.PostgresUrl.ToConnectionString(url); return url; }),
            RedisUrl = read.Parsed("REDIS_URL", Ops.RedisUrl.Parse),
            NodeAddress = read.Host("MARTIN_NODE_ADDRESS"),
            SiloPort = read.Port("MARTIN_SILO_PORT") ?? 11111,
            GatewayPort = read.Port("MARTIN_GATEWAY_PORT") ?? 30000,
            OpenAiApiKey = read.Text("OPENAI_API_KEY"),
            OpenAiModel = read.Text("OPENAI_MODEL") ?? "gpt-5.4",
            OpenAiBaseUrl = read.HttpUrl("OPENAI_BASE_URL"),
            OpenAiEmbeddingModel = read.Text("OPENAI_EMBEDDING_MODEL"),
            GoogleApiKey = read.Text("GOOGLE_API_KEY"),
            GeminiModel = read.Name("GEMINI_MODEL") ?? "gemini-3.8-flash",
            GeminiBaseUrl = read.HttpUrl("GEMINI_BASE_URL"),
            Pinecone = PineconeOf(read),
            NamesPineconeEnvironment = read.Text("PINECONE_ENVIRONMENT") is not null,
            JwtSecret = read.Text("JWT_SECRET", minLength: 32) ?? "",
            EncryptionKey = read.Key("ENCRYPTION_KEY", Data.Secrets.SecretBox.KeyBytes) ?? [],
            Origins = read.Origins("MARTIN_ORIGINS"),
            TrustedProxies = read.Networks("MARTIN_TRUSTED_PROXIES"),
        };
        settings.CheckTogether();
        return settings;
    }

    private static PineconeSettings? PineconeOf(SettingReader read)
    {
        var index = read.Name("PINECONE_INDEX") ?? "martin-memory";
        if (index.Length > 45 || !index.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || index[0] == '-' || index[^1] == '-')
            throw new SettingException("PINECONE_INDEX", "should be a name of up to 45 lower-case letters, digits and dashes, such as martin-memory");
        var (cloud, region) = (read.Name("PINECONE_CLOUD") ?? "aws", read.Name("PINECONE_REGION") ?? "us-east-1");
        var (control, host) = (read.HttpUrl("PINECONE_CONTROL_URL"), read.HostUrl("PINECONE_HOST"));
        return read.Text("PINECONE_API_KEY") is { } key ? new(key, index, cloud, region, control, host) : null;
    }

    private void CheckTogether()
    {
        if (SiloPort == GatewayPort) throw new SettingException("MARTIN_GATEWAY_PORT", "should be another port than MARTIN_SILO_PORT");
        if (RedisUrl is null) return;
        if (DatabaseUrl is null) throw new SettingException("REDIS_URL", "needs DATABASE_URL beside it: several nodes cannot share a SQLite file");
        if (JwtSecret.Length == 0) throw new SettingException("JWT_SECRET", "should be set, to the same at least 32 characters on every node, when REDIS_URL is");
        if (EncryptionKey.Length == 0) throw new SettingException("ENCRYPTION_KEY", "should be set, to the same 32 bytes in base64 on every node, when REDIS_URL is");
    }

    /// <summary>Names no value: settings hold secrets.</summary>
    public override string ToString() => nameof(MartinSettings);
}
