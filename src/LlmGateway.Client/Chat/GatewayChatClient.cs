using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LlmGateway.Client.Chat;

/// <summary>
/// A gateway as an <see cref="IChatClient"/>. The gateway keeps conversations itself: a request carries one question, and goes on with a conversation by
/// <see cref="ChatOptions.ConversationId"/>.
/// </summary>
internal sealed class GatewayChatClient(LlmGatewayClient client, string? defaultModel) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken).ConfigureAwait(false);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var frame in client.AskAsync(PromptOf(messages, options), cancellationToken).ConfigureAwait(false))
        {
            var update = new ChatResponseUpdate(ChatRole.Assistant, frame.Text)
            {
                ResponseId = frame.RequestId, MessageId = frame.RequestId, ConversationId = frame.ChatId, ModelId = frame.Model, RawRepresentation = frame,
                FinishReason = frame.FinishReason is { } reason ? new ChatFinishReason(reason) : null,
            };
            if (frame.Usage is { } usage)
                update.Contents.Add(new UsageContent(new UsageDetails { InputTokenCount = usage.InputTokens, OutputTokenCount = usage.OutputTokens, TotalTokenCount = usage.InputTokens + usage.OutputTokens }));
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType.IsInstanceOfType(this) ? this
        : serviceType.IsInstanceOfType(client) ? client
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("llm-gateway", defaultModelId: defaultModel)
        : null;

    public void Dispose()
    {
        // The gateway's client is its maker's to dispose.
    }

    private GatewayPrompt PromptOf(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var all = messages.ToList();
        if (options?.Tools is { Count: > 0 })
            throw new NotSupportedException("The native protocol has no tools; use an OpenAI client with the gateway's REST URL and /v1 for them.");
        var turns = all.Where(message => message.Role != ChatRole.System).ToList();
        if (turns is not [{ } question] || question.Role != ChatRole.User)
        {
            throw new NotSupportedException(
                "A request carries one question of the user's: the gateway keeps the conversation. Send the new message alone, with ChatOptions.ConversationId set to the last response's, or use an OpenAI client with the gateway's REST URL and /v1.");
        }
        if (question.Contents.Any(content => content is not TextContent)) throw new NotSupportedException("The native protocol carries text alone.");
        var system = string.Join("\n", all.Where(message => message.Role == ChatRole.System).Select(message => message.Text).Append(options?.Instructions).Where(text => !string.IsNullOrWhiteSpace(text)));
        return new GatewayPrompt(question.Text)
        {
            Model = options?.ModelId ?? defaultModel,
            ChatId = options?.ConversationId,
            System = system.Length > 0 ? system : null,
            Temperature = options?.Temperature,
            TopP = options?.TopP,
            MaxTokens = options?.MaxOutputTokens,
            StopSequences = [.. options?.StopSequences ?? []],
        };
    }
}
