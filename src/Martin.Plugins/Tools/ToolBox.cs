using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Martin.Plugins.Tools;

/// <summary>One function that a model may call.</summary>
/// <param name="CarriesOutsideContent">Its result taints the prompts that it stands in.</param>
/// <param name="AskedForBy">Words by which users ask for it.</param>
public sealed record Tool(
    string Name, Effect Effect, KernelFunction Function, object Plugin, bool CarriesOutsideContent, IReadOnlyList<string> AskedForBy)
{
    /// <exception cref="ToolRefusedException">It is a read, or its plugin describes no writes.</exception>
    public IDescribesWrites Writes => Plugin as IDescribesWrites ?? throw new ToolRefusedException($"{Name} does not write.");
}

/// <summary>All tools by the contract's bare names, and how they are called.</summary>
public sealed class ToolBox
{
    private readonly Dictionary<string, Tool> tools = [];

    /// <param name="plugins">Objects whose methods carry <see cref="KernelFunctionAttribute"/> and <see cref="EffectAttribute"/>.</param>
    /// <exception cref="InvalidOperationException">A tool declares no effect, or two share a name.</exception>
    public ToolBox(IEnumerable<object> plugins)
    {
        foreach (var plugin in plugins)
        {
            var methods = plugin.GetType().GetMethods()
                .Where(m => m.GetCustomAttribute<KernelFunctionAttribute>() is not null)
                .ToDictionary(m => m.GetCustomAttribute<KernelFunctionAttribute>()!.Name!);
            foreach (var function in KernelPluginFactory.CreateFromObject(plugin, ToolArguments.Json, plugin.GetType().Name))
            {
                var method = methods[function.Name];
                var effect = method.GetCustomAttribute<EffectAttribute>()?.Effect ?? throw new InvalidOperationException($"{function.Name} declares no effect.");
                var outside = method.GetCustomAttribute<CarriesOutsideContentAttribute>() is not null;
                var askedForBy = method.GetCustomAttribute<AskedForByAttribute>()?.Words ?? [];
                if (!tools.TryAdd(function.Name, new Tool(function.Name, effect, function, plugin, outside, askedForBy)))
                    throw new InvalidOperationException($"Two tools are called {function.Name}.");
            }
        }
        All = [.. tools.Values.Where(t => t.Effect != Effect.Progress)];
        Declarations = [.. All.Select(Declared)];
        RunDeclarations = [.. tools.Values.Select(Declared)];

        static AIFunctionDeclaration Declared(Tool tool) => AIFunctionFactory.CreateDeclaration(tool.Name, tool.Function.Description, tool.Function.JsonSchema);
    }

    /// <summary>What models are told of the tools.</summary>
    public IList<AITool> Declarations { get; }

    /// <summary>The same with those by which they keep track of a task.</summary>
    public IList<AITool> RunDeclarations { get; }

    /// <summary>All but <see cref="Effect.Progress"/>.</summary>
    public IReadOnlyCollection<Tool> All { get; }

    public Tool? Find(string name) => tools.GetValueOrDefault(name);

    /// <summary>The call itself, bound and checked, or the one that it stands for.</summary>
    /// <exception cref="ToolRefusedException">Wrong arguments, or there is no such call to make; the message says why.</exception>
    /// <returns>With why this one, in a sentence, where there was a choice.</returns>
    public async Task<(Tool Tool, ToolArguments Arguments, string? Why)> MeantAsync(Tool tool, ToolArguments arguments, ToolContext context, CancellationToken ct)
    {
        Bind(tool, arguments);
        if (tool.Plugin is not IStandsForCalls stands) return (tool, arguments, null);
        var meant = await stands.StandForAsync(tool.Name, arguments, context, ct);
        var other = Find(meant.Tool) ?? throw new InvalidOperationException($"{tool.Name} stands for {meant.Tool}, which is not there.");
        Bind(other, meant.Arguments);
        return (other, meant.Arguments, meant.Why);
    }

    /// <summary>Calls a tool and returns the JSON text that the model reads.</summary>
    /// <exception cref="ToolRefusedException">Wrong arguments, or the tool can't do it; the message says why.</exception>
    public static async Task<string> InvokeAsync(Tool tool, ToolArguments arguments, ToolContext context, CancellationToken ct)
    {
        var bound = Bind(tool, arguments);
        try
        {
            var result = await tool.Function.InvokeAsync(new Kernel(new OneService(context)), bound, ct);
            return result.GetValue<string>() ?? throw new InvalidOperationException($"{tool.Name} returned no text.");
        }
        catch (Exception e) when (Unwrap(e) is { } refused)
        {
            throw refused;
        }
    }

    /// <summary>Checks names and kinds of the arguments against the tool's parameters.</summary>
    /// <exception cref="ToolRefusedException">With what is wrong and what would be right.</exception>
    public static KernelArguments Bind(Tool tool, ToolArguments arguments)
    {
        var parameters = tool.Function.Metadata.Parameters;
        var bound = new KernelArguments();
        foreach (var member in arguments.Value.EnumerateObject())
        {
            var parameter = parameters.FirstOrDefault(p => p.Name == member.Name)
                ?? throw new ToolRefusedException($"{tool.Name} takes no {member.Name}; it takes {string.Join(", ", parameters.Select(p => p.Name))}.");
            if (member.Value.ValueKind == JsonValueKind.Null && !parameter.IsRequired) continue;
            bound[member.Name] = Convert(member, parameter.ParameterType!);
        }
        if (parameters.FirstOrDefault(p => p.IsRequired && !bound.ContainsName(p.Name)) is { } missing)
            throw new ToolRefusedException($"{tool.Name} needs {missing.Name}: {missing.Description}");
        return bound;
    }

    private static object? Convert(JsonProperty member, Type type)
    {
        try
        {
            return member.Value.Deserialize(type, ToolArguments.Json);
        }
        catch (JsonException e)
        {
            var kind = Nullable.GetUnderlyingType(type) ?? type;
            var expected = kind.IsEnum
                ? $"must be one of {string.Join(", ", Enum.GetNames(kind).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}"
                : "has a value of the wrong kind or an unknown member";
            throw new ToolRefusedException($"{member.Name}{e.Path?.TrimStart('$')} {expected}.");
        }
    }

    private static ToolRefusedException? Unwrap(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
            if (e is ToolRefusedException refused) return refused;
        return null;
    }

    /// <summary>Gives a tool's method its context (<c>[FromKernelServices] ToolContext</c>).</summary>
    private sealed class OneService(ToolContext context) : IServiceProvider
    {
        // A kernel also asks for lists of filters and plugins, and wants empty ones rather than none.
        private static readonly ServiceProvider Nothing = new ServiceCollection().BuildServiceProvider();

        public object? GetService(Type serviceType) => serviceType == typeof(ToolContext) ? context : Nothing.GetService(serviceType);
    }
}
