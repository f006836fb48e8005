using System.Runtime.CompilerServices;
using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams.Embeddings;
using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Any model of Bedrock: Claude in its own protocol where the caller speaks it, all others through Converse.</summary>
internal sealed class BedrockUpstream(IBedrockRuntime bedrock) : IUpstream
{
    private readonly ConverseUpstream _converse = new(bedrock);
    private readonly ClaudeUpstream _claude = new(bedrock);
    private readonly BedrockEmbedder _embedder = new(bedrock);

    // What a guardrail is to read goes through Converse, which knows guardrails.
    public bool Speaks(WireProtocol protocol, CatalogModel model) => protocol == WireProtocol.AnthropicMessages && model.Guardrail is null && IsClaude(model);

    // Anthropic's own API fetches them itself; Bedrock takes bytes alone, of Claude as well.
    public bool TakesAddresses => false;

    public async IAsyncEnumerable<ChatEvent> InvokeAsync(UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var events = call.PassThroughBody is { } body && call.Request.Guardrail is null ? _claude.InvokeAsync(call, body, cancellationToken) : _converse.InvokeAsync(call, cancellationToken);
        await using var source = events.GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(source, call, cancellationToken)) yield return source.Current;
    }

    public Task<EmbeddedTexts> EmbedAsync(EmbeddingCall call, CancellationToken cancellationToken) => _embedder.EmbedAsync(call, cancellationToken);

    public async Task<int?> CountTokensAsync(UpstreamCall call, CancellationToken cancellationToken)
    {
        // Counting goes by the model's own id, and an application profile's ARN does not tell it.
        var id = InferenceProfileRegions.Split(call.Model.UpstreamModel)?.Model ?? call.Model.UpstreamModel;
        if (call.PassThroughBody is not { } own || !id.StartsWith("anthropic.claude", StringComparison.Ordinal)) return null;
        try
        {
            var betas = BedrockBetas.Of(call);
            return await bedrock.CountTokensAsync(id, ClaudeBody.Write(BetaFields.Without(own, betas, call), betas, call.Model), cancellationToken);
        }
        catch (AwsServiceException refused) when (refused.Type is "ValidationException" or "AccessDeniedException" or "ResourceNotFoundException")
        {
            // Some models can't be counted here, and which they are changes.
            return null;
        }
        catch (AwsServiceException refused)
        {
            throw BedrockErrors.Translate(refused, call.Model);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException or KeyNotFoundException && !cancellationToken.IsCancellationRequested)
        {
            throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, $"The line to Bedrock broke while tokens of '{call.Model.Alias}' were counted."), broken);
        }
    }

    /// <summary>By the model's id, with or without a profile's prefix. An application profile's ARN does not say; the catalog may.</summary>
    private static bool IsClaude(CatalogModel model) =>
        model.Abilities.Messages ?? false;

    // 'yield' stands in no 'try' with a 'catch': errors are translated around the step instead.
    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<ChatEvent> source, UpstreamCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await source.MoveNextAsync();
        }
        catch (AwsServiceException refused)
        {
            throw BedrockErrors.Translate(refused, call.Model);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            && !cancellationToken.IsCancellationRequested)
        {
            throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, $"The line to Bedrock broke while '{call.Model.Alias}' answered."), broken);
        }
    }
}
