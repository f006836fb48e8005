using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams.Bedrock;

namespace LlmGateway.Core.Upstreams.Embeddings;

/// <summary>Embedding models of Bedrock, through InvokeModel: as many calls as the model needs for the texts, some at a time.</summary>
internal sealed class BedrockEmbedder(IBedrockRuntime bedrock)
{
    /// <summary>Enough to hide the way there and back, and few enough to leave a quota to others.</summary>
    private const int MostAtOnce = 8;

    public async Task<EmbeddedTexts> EmbedAsync(EmbeddingCall call, CancellationToken cancellationToken)
    {
        var model = call.Model;
        if (EmbeddingFamily.Of(model.Abilities) is not { } family) throw NoEmbedding.Of(model);
        if (call.Dimensions is { } length && !family.Dimensions.Contains(length))
        {
            throw new GatewayException(new GatewayError(ErrorKind.InvalidRequest,
                $"'dimensions' is {length}; vectors of '{model.Alias}' have {string.Join(", ", family.Dimensions)}.", Field: "dimensions"));
        }
        var vectors = new float[call.Texts.Count][];
        var (tokens, counted) = (0, true);
        var batches = call.Texts.Chunk(family.MostTexts).Select((texts, index) => (Texts: texts, At: index * family.MostTexts));
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken }, async (batch, stop) =>
        {
            var (made, took) = await AskAsync(call, family, batch.Texts, stop);
            // Each call has places of its own.
            for (var i = 0; i < made.Count; i++) vectors[batch.At + i] = made[i];
            if (took is { } number) Interlocked.Add(ref tokens, number);
            else Volatile.Write(ref counted, false);
        });
        return new EmbeddedTexts(vectors, counted ? tokens : null);
    }

    private async Task<(IReadOnlyList<float[]> Vectors, int? InputTokens)> AskAsync(EmbeddingCall call, EmbeddingFamily family, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var alias = call.Model.Alias;
        try
        {
            var answer = await bedrock.InvokeCountedAsync(call.Model.UpstreamModel, EmbeddingBody.Write(family.Form, call, texts), cancellationToken);
            var (vectors, tokens) = EmbeddingBody.Read(answer.Body);
            return vectors.Count == texts.Count ? (vectors, tokens ?? answer.InputTokens)
                : throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, $"'{alias}' was asked for {texts.Count} vectors and made {vectors.Count}."));
        }
        catch (AwsServiceException refused)
        {
            throw BedrockErrors.Translate(refused, call.Model);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException or InvalidOperationException or FormatException
            && !cancellationToken.IsCancellationRequested)
        {
            throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, $"The line to Bedrock broke while '{alias}' made vectors."), broken);
        }
    }
}
