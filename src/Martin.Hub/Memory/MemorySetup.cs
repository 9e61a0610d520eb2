using Martin.Data;
using Martin.Hub.Models;
using Martin.Hub.Ops;
using Martin.Hub.Usage;
using Martin.Hub.Users;
using Martin.Plugins.Memory;
using Martin.Plugins.Memory.Embedding;
using Martin.Plugins.Memory.Pinecone;
using Martin.Plugins.Models;
using Martin.Plugins.Models.Gemini;
using Martin.Plugins.Models.Gpt;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Memory;

public static class MemorySetup
{
    private const string GptEmbeddings = "text-embedding-3-small";
    private const string GeminiEmbeddings = "gemini-embedding-001";

    /// <summary>What Martin remembers: by the embedded model and in the database, unless keys say otherwise.</summary>
    public static WebApplicationBuilder AddMemory(this WebApplicationBuilder builder, MartinSettings settings)
    {
        var services = builder.Services;
        services.AddOptions<MemoryOptions>().BindConfiguration(MemoryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(s => s.GetRequiredService<IOptions<MemoryOptions>>().Value);
        services.AddSingleton(s => Embedder(settings, s));
        services.AddSingleton(s => Index(settings, s));
        services.AddSingleton<MemorySearch>().AddSingleton<KnownFacts>().AddSingleton<MemoryPlugin>().AddScoped<MemoryBook>();
        services.AddSingleton<MemoryIndexing>().AddHostedService(s => s.GetRequiredService<MemoryIndexing>());
        services.AddSingleton<FactLearning>().AddHostedService(s => s.GetRequiredService<FactLearning>());
        return builder;
    }

    private static IEmbedder Embedder(MartinSettings settings, IServiceProvider services)
    {
        // A compatible server without a key may know no embeddings, unless one is named.
        if (settings.OpenAiApiKey is not null || (settings.OpenAiBaseUrl is not null && settings.OpenAiEmbeddingModel is not null))
        {
            var model = settings.OpenAiEmbeddingModel ?? GptEmbeddings;
            return Of(new GptEmbedder(settings.OpenAiApiKey, model, settings.OpenAiBaseUrl), "gpt", model);
        }
        if (settings.GoogleApiKey is { } key)
            return Of(new GeminiEmbedder(new(PlainHttp.New(), key, settings.GeminiBaseUrl), GeminiEmbeddings), GeminiApi.Provider, GeminiEmbeddings);
        return new LocalEmbedder();

        ProviderEmbedder Of(IEmbeddingGenerator<string, Embedding<float>> generator, string provider, string model)
        {
            var options = services.GetRequiredService<IOptions<ModelOptions>>().Value;
            var price = options.Prices.GetValueOrDefault(model) is { } set ? new ModelPrice(set.Input, set.Output) : ModelPrices.Listed(model);
            return new(generator, provider, model, price, options, services.GetRequiredService<Spending>(), services.GetRequiredService<PreferenceCache>(),
                services.GetRequiredService<MartinDbFactory>(), services.GetRequiredService<TimeProvider>());
        }
    }

    private static IVectorIndex Index(MartinSettings settings, IServiceProvider services)
    {
        if (settings.Pinecone is not { } pinecone) return new DatabaseIndex(services.GetRequiredService<MemoryOptions>());
        if (settings.NamesPineconeEnvironment) services.GetRequiredService<ILogger<MemoryIndexing>>().NoEnvironments();
        return new PineconeIndex(PlainHttp.New(), pinecone, services.GetRequiredService<TimeProvider>());
    }
}
