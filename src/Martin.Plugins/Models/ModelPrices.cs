namespace Martin.Plugins.Models;

/// <summary>The providers' list prices of the default models; others are told by <c>Models:Prices</c>.</summary>
public static class ModelPrices
{
    private static readonly Dictionary<string, ModelPrice> List = new()
    {
        ["gpt-5.4"] = new(2.50, 15.00),          // developers.openai.com, models/gpt-5.4, up to 272,000 tokens of input
        ["gemini-3.8-flash"] = new(1.50, 7.50),  // ai.google.dev, pricing; half of it until the end of 2026: a cap that is reached early does no harm
        ["text-embedding-3-small"] = new(0.02, 0),  // developers.openai.com, models/text-embedding-3-small
        ["gemini-embedding-001"] = new(0.15, 0),  // ai.google.dev, pricing
    };

    /// <returns>null where none is known.</returns>
    public static ModelPrice? Listed(string id) => List.GetValueOrDefault(id);
}
