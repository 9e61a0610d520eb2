namespace Martin.Plugins.Memory.Pinecone;

/// <summary>Where the index is, or is to be made.</summary>
/// <param name="ControlUrl">null is Pinecone's own.</param>
/// <param name="Host">The index's own address, with its scheme; null: Pinecone tells it.</param>
public sealed record PineconeSettings(string ApiKey, string Index, string Cloud, string Region, Uri? ControlUrl, Uri? Host);
