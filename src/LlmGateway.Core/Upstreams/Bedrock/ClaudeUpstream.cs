using System.Runtime.CompilerServices;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams.Answers;
using LlmGateway.Core.Upstreams.Anthropic;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Claude in its own protocol, through InvokeModel: what Anthropic invents tomorrow passes through.</summary>
internal sealed class ClaudeUpstream(IBedrockRuntime bedrock)
{
    public async IAsyncEnumerable<ChatEvent> InvokeAsync(UpstreamCall call, ReadOnlyMemory<byte> own, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var betas = BedrockBetas.Of(call);
        await using var events = AskAsync(call, own, betas, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var (goesOn, refused) = (false, false);
        try
        {
            goesOn = await events.MoveNextAsync();
        }
        catch (AwsServiceException error) when (betas.Count > 0 && BedrockBetas.AreRefusedBy(error))
        {
            refused = true;
        }
        if (refused)
        {
            // Which of them it was, Bedrock does not say, and models differ: the question matters more than how it is answered.
            BedrockBetas.LeaveBehind(betas, call);
            await foreach (var part in AskAsync(call, own, [], cancellationToken)) yield return part;
            yield break;
        }
        for (; goesOn; goesOn = await events.MoveNextAsync()) yield return events.Current;
    }

    private async IAsyncEnumerable<ChatEvent> AskAsync(UpstreamCall call, ReadOnlyMemory<byte> own, IReadOnlyList<string> betas, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var model = call.Model;
        var observed = new Observed(new AnthropicMeaning(), model.Alias);
        var body = ClaudeBody.Write(BetaFields.Without(own, betas, call), betas, model);
        if (!call.Request.Stream)
        {
            var whole = await bedrock.InvokeModelAsync(model.UpstreamModel, body, cancellationToken);
            yield return new WirePayload(whole, observed.Read(whole));
            foreach (var one in observed.End(said: true)) yield return one;
            yield break;
        }
        await foreach (var payload in bedrock.InvokeModelStreamAsync(model.UpstreamModel, body, cancellationToken))
            yield return new WirePayload(payload, observed.Read(payload));
        foreach (var one in observed.End(said: false)) yield return one;
    }
}
