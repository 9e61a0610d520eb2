using Microsoft.Extensions.AI;
namespace Martin.Plugins.Models.Offline;
public sealed class OfflineChatClient : IChatClient {
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default) { await Task.Yield(); yield return new ChatResponseUpdate(ChatRole.Assistant, "hello"); }
    public object? GetService(Type serviceType, object? serviceKey = null) => null;
    public void Dispose() { }
}
