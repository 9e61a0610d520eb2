using System.Reflection;

namespace Martin.Hub.Tests;

/// <summary>Hub → Plugins → Data, and the web stays in the hub.</summary>
public sealed class DependencyRuleTests
{
    private static readonly Assembly Data = typeof(Martin.Data.MartinDb).Assembly;
    private static readonly Assembly Plugins = typeof(Martin.Plugins.Tasks.TaskBook).Assembly;

    [Fact]
    public void Data_knows_neither_plugins_nor_hub() => Assert.DoesNotContain(References(Data), name => name is "Martin.Plugins" or "Martin.Hub");

    [Fact]
    public void Plugins_do_not_know_the_hub() => Assert.DoesNotContain("Martin.Hub", References(Plugins));

    // The compiler writes down an assembly as soon as one of its types is used.
    [Fact]
    public void No_ASP_NET_type_is_used_outside_the_hub() => Assert.All([Data, Plugins],
        assembly => Assert.DoesNotContain(References(assembly), name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("Orleans", StringComparison.Ordinal)));

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(a => a.Name!);
}
