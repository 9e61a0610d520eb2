using System.Text.RegularExpressions;
using Martin.Hub.Tests.Support;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Http.Surface;

/// <summary>What the running server says that it has.</summary>
internal static partial class RouteTable
{
    /// <returns>Every route of the API, as a <see cref="RestCall"/> names it.</returns>
    public static IReadOnlyList<(string Method, string Template)> Of(MartinHost martin) => Where(martin, static _ => true);

    /// <inheritdoc cref="Of"/>
    public static IReadOnlyList<(string Method, string Template)> WithBody(MartinHost martin) => Where(martin, static e => e.Metadata.GetMetadata<IAcceptsMetadata>() is not null);

    private static List<(string Method, string Template)> Where(MartinHost martin, Func<RouteEndpoint, bool> wanted) =>
    [
        .. from endpoint in martin.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let path = endpoint.RoutePattern.RawText!.Trim('/')
           where path.StartsWith("api/v1/", StringComparison.Ordinal) && wanted(endpoint)
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
           select (method, Constraint().Replace(path["api/v1/".Length..], "}")),
    ];

    [GeneratedRegex(@":[a-z]+(\(.*?\))?\}")]
    private static partial Regex Constraint();
}
