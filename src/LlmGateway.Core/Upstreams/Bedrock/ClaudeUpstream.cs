using System.Runtime.CompilerServices;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams.Anthropic;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Claude in its own protocol, through InvokeModel: what Anthropic invents tomorrow passes through.</summary>
internal sealed class ClaudeUpstream(IBedrockRuntime bedrock)
{
    public async IAsyncEnumerable<ChatEvent> InvokeAsync(UpstreamCall call, ReadOnlyMemory<byte> own, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (model, meaning) = (call.Model, new AnthropicMeaning());
        var body = ClaudeBody.Write(own, BedrockBetas.Of(call), model.MaxTokens);
        if (!call.Request.Stream)
        {
            var whole = await bedrock.InvokeModelAsync(model.UpstreamModel, body, cancellationToken);
            yield return new WirePayload(whole, meaning.Read(whole, model.Alias));
            yield break;
        }
        await foreach (var payload in bedrock.InvokeModelStreamAsync(model.UpstreamModel, body, cancellationToken))
            yield return new WirePayload(payload, meaning.Read(payload, model.Alias));
    }
}
