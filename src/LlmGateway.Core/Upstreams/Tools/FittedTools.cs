using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Tools;

/// <summary>A call whose tools, and the conversation's calls of them, are as the model's server takes them; and the way back in its answer.</summary>
internal sealed class FittedTools
{
    private readonly ToolNames _names;
    private readonly bool _isForAnthropic;

    private FittedTools(UpstreamCall call)
    {
        var request = call.Request;
        _names = new ToolNames([.. request.Tools.Select(tool => tool.Name), .. request.Messages.SelectMany(message => message.Content).OfType<ToolCallPart>().Select(part => part.Name)]);
        _isForAnthropic = call.Protocol == WireProtocol.AnthropicMessages;
        var words = SchemaWords.Of(call.Model);
        var ids = new CallIds(call.Model);
        Call = call with
        {
            Request = request with
            {
                Tools = [.. request.Tools.Select(tool => tool with { Name = _names.Sent(tool.Name), ParametersJson = ToolSchema.Of(tool.ParametersJson, words) })],
                ToolChoice = request.ToolChoice is { Name: { } name } choice ? choice with { Name = _names.Sent(name) } : request.ToolChoice,
                Messages = [.. request.Messages.Select(message => Fitted(message, ids))],
            },
        };
    }

    public UpstreamCall Call { get; }

    /// <returns>Null: the call passes through, or has nothing to do with tools.</returns>
    public static FittedTools? Of(UpstreamCall call) =>
        call.PassThroughBody is null && (call.Request.Tools.Count > 0 || call.Request.Messages.Any(SpeaksOfTools)) ? new FittedTools(call) : null;

    public async IAsyncEnumerable<ChatEvent> Back(IAsyncEnumerable<ChatEvent> answer)
    {
        await foreach (var one in answer)
            yield return one is ToolCallStarted started
                ? started with { Name = _names.Own(started.Name), Id = _isForAnthropic ? ForeignId.ForAnthropic(started.Id) : started.Id } : one;
    }

    private ChatMessage Fitted(ChatMessage message, CallIds ids) => !SpeaksOfTools(message) ? message : message with
    {
        Content = [.. message.Content.Select(part => part switch
        {
            ToolCallPart call => call with { Id = ids.OfCall(call.Id), Name = _names.Sent(call.Name) },
            ToolResultPart result => result with { CallId = ids.OfResult(result.CallId) },
            _ => part,
        })],
    };

    private static bool SpeaksOfTools(ChatMessage message) => message.Content.Any(static part => part is ToolCallPart or ToolResultPart);
}
