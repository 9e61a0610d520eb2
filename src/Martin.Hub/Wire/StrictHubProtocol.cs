using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Martin.Hub.Errors;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Martin.Hub.Wire;

/// <summary>
/// A protocol whose invocations are bound as strictly as a request body. SignalR reports what it cannot bind before any
/// filter sees it and without a code, and MessagePack passes over unknown and missing members; here every invocation that
/// does not fit becomes a call of <see cref="RefusalMethod"/>, which answers with a coded error.
/// </summary>
public sealed class StrictHubProtocol(IHubProtocol inner, HubMethods methods) : IHubProtocol
{
    /// <summary>The hub method that throws what it is given.</summary>
    public const string RefusalMethod = "$refuse";

    private readonly bool isJson = inner.TransferFormat == TransferFormat.Text;

    public string Name => inner.Name;
    public int Version => inner.Version;
    public TransferFormat TransferFormat => inner.TransferFormat;

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => inner.GetMessageBytes(Coded(message));

    public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        if (isJson && DeltaFrames.TryWrite(message, output)) return;
        inner.WriteMessage(Coded(message), output);
    }

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        if (!inner.TryParseMessage(ref input, new RawBinder(binder, methods), out message)) return false;
        message = message switch
        {
            InvocationBindingFailureMessage failed => Refuse(failed.InvocationId, methods.WhyUnbound(failed.Target)),
            StreamInvocationMessage call => Bind(call, call.Target, call.InvocationId, call.Arguments, call.StreamIds, streams: true),
            InvocationMessage call => Bind(call, call.Target, call.InvocationId, call.Arguments, call.StreamIds, streams: false),
            _ => message,
        };
        return true;
    }

    private HubMessage Bind(HubMethodInvocationMessage call, string target, string? id, object?[] arguments, string[]? streamIds, bool streams)
    {
        if (methods.Find(target) is not { } method) return Refuse(id, methods.WhyUnbound(target));
        if (method.Streams != streams && (streams || id is not null))
            return Refuse(id, CodedException.Of(ErrorCode.InvalidRequest, method.Streams ? $"{target} answers with a stream; call it as one." : $"{target} does not answer with a stream."));
        if ((streamIds?.Length ?? 0) != method.UploadStreams)
            return Refuse(id, CodedException.Of(ErrorCode.InvalidRequest, $"{target} takes {method.UploadStreams} uploaded streams."));
        var bound = new object?[arguments.Length];
        try
        {
            for (var i = 0; i < bound.Length; i++) bound[i] = method.Bind(i, (RawArgument)arguments[i]!);
        }
        catch (CodedException refused)
        {
            return Refuse(id, refused);
        }
        return streams
            ? new StreamInvocationMessage(id!, target, bound, streamIds) { Headers = call.Headers }
            : new InvocationMessage(id, target, bound, streamIds) { Headers = call.Headers };
    }

    /// <summary>SignalR's own refusals (an invocation id that is in use, a result it cannot write) come past every filter and without a code.</summary>
    private static HubMessage Coded(HubMessage message)
    {
        if (message is not CompletionMessage { Error: { } error } completion || error.Contains("HubException: ", StringComparison.Ordinal)) return message;
        var coded = error.EndsWith("is already in use.", StringComparison.Ordinal)
            ? $"{ErrorCode.InvalidRequest}: This invocation id is in use by a call that has not ended."
            : $"{ErrorCode.Internal}: Something went wrong inside Martin. Try again.";
        return CompletionMessage.WithError(completion.InvocationId!, $"HubException: {coded}");
    }

    // As a plain invocation also for a stream: the client takes an error completion for either.
    private static InvocationMessage Refuse(string? invocationId, CodedException reason) => new(invocationId, RefusalMethod, [reason]);

    private sealed class RawBinder(IInvocationBinder inner, HubMethods methods) : IInvocationBinder
    {
        public IReadOnlyList<Type> GetParameterTypes(string methodName) =>
            methods.Find(methodName)?.RawTypes ?? throw new InvalidDataException("There is no such method.");

        public Type GetReturnType(string invocationId) => inner.GetReturnType(invocationId);

        public Type GetStreamItemType(string streamId) => inner.GetStreamItemType(streamId);
    }
}

/// <summary>The methods that clients may call, read once from the hub's class.</summary>
public sealed class HubMethods
{
    private readonly Dictionary<string, HubMethod> methods;

    public HubMethods(Type hub) => methods = hub
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(m => !m.IsSpecialName && m.GetBaseDefinition().DeclaringType == hub && m.GetCustomAttribute<HubMethodNameAttribute>() is null)
        .ToDictionary(m => m.Name, m => new HubMethod(m), StringComparer.OrdinalIgnoreCase);

    public IEnumerable<string> Names => methods.Values.Select(m => m.Name);

    internal HubMethod? Find(string? name) => name is null ? null : methods.GetValueOrDefault(name);

    internal CodedException WhyUnbound(string? target) => Find(target) is { } method
        ? CodedException.Of(ErrorCode.InvalidRequest, $"The call could not be read; {method.Name} takes {method.RawTypes.Count} argument{(method.RawTypes.Count == 1 ? "" : "s")}{method.Signature}.")
        : CodedException.NotFound($"hub method; there are {string.Join(", ", Names.Order())}");
}

internal sealed class HubMethod
{
    private readonly ParameterInfo[] parameters;
    private readonly MethodInfo[] binders;

    public HubMethod(MethodInfo method)
    {
        Name = method.Name;
        Streams = IsStream(method.ReturnType);
        var sent = method.GetParameters().Where(p => p.ParameterType != typeof(CancellationToken)).ToList();
        UploadStreams = sent.Count(p => IsStream(p.ParameterType));
        parameters = [.. sent.Where(p => !IsStream(p.ParameterType))];
        RawTypes = [.. parameters.Select(_ => typeof(RawArgument))];
        var bind = typeof(StrictJson).GetMethod(nameof(StrictJson.Bind), [typeof(System.Text.Json.JsonElement), typeof(string)])!;
        binders = [.. parameters.Select(p => bind.MakeGenericMethod(p.ParameterType))];
    }

    public string Name { get; }
    public bool Streams { get; }
    public int UploadStreams { get; }
    public IReadOnlyList<Type> RawTypes { get; }
    public string Signature => parameters.Length == 0 ? "" : $": {string.Join(", ", parameters.Select(p => p.Name))}";

    /// <exception cref="CodedException">The argument does not fit.</exception>
    /// <exception cref="InvalidDataException">It is nested too deep for a connection to go on.</exception>
    public object? Bind(int index, RawArgument raw)
    {
        var name = parameters[index].Name!;
        if (raw.TooDeep) throw new InvalidDataException("The message is nested too deep.");
        if (raw.Problem is not null) throw CodedException.Invalid(name, raw.Problem);
        return binders[index].Invoke(null, BindingFlags.DoNotWrapExceptions, null, [raw.Value, name], null);
    }

    private static bool IsStream(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is { } open
        && (open == typeof(IAsyncEnumerable<>) || open == typeof(System.Threading.Channels.ChannelReader<>));
}
